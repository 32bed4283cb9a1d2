// Writes node-client.jsonl, what @segment/analytics-node sends: npm install @segment/analytics-node@3.1.0 && node record.js
const http = require('http');
const { Analytics } = require('@segment/analytics-node');

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { authorization, 'content-type': contentType } = request.headers;
    const body = Buffer.concat(chunks).toString();
    console.log(JSON.stringify({ path: request.url, authorization, contentType, body }));
    response.end();
  });
});

server.listen(0, '127.0.0.1', async () => {
  const analytics = new Analytics({
    writeKey: 'write-key-1', host: `http://127.0.0.1:${server.address().port}`, maxEventsInBatch: 3,
  });
  const timestamp = new Date('2026-01-02T03:04:05.678Z');
  const context = {
    personas: { computation_class: 'audience', computation_id: 'aud_x', computation_key: 'x' },
  };
  analytics.identify({ userId: 'u1', traits: { x: true, name: 'Zo\u00eb' }, timestamp, context });
  analytics.track({ userId: 'u2', event: 'Audience Entered', properties: { audience_key: 'x', x: true }, timestamp, context });
  analytics.page({ userId: 'u3', name: 'home' });
  analytics.group({ userId: 'u4', groupId: 'g1', traits: { x: true }, context });
  analytics.identify({ anonymousId: 'a1', traits: { x: true }, timestamp, context });
  analytics.track({ userId: 'u1', event: 'Audience Exited', properties: { audience_key: 'x', x: false },
    timestamp: new Date('2026-01-02T03:04:06.678Z'), context });
  await analytics.closeAndFlush();
  server.close();
});
