// Writes cases.jsonl as Segment signs: node make.js > cases.jsonl
const { createHmac } = require('crypto');

const sign = (secret, data, hash = 'sha1') => createHmac(hash, secret).update(JSON.stringify(data)).digest('hex');
const secret = 'a+b%41&c=d?f#g\u00eb';

const identify = {
  type: 'identify', userId: 'u1', messageId: 'm1', timestamp: '2026-01-02T03:04:05.678Z',
  context: { personas: { computation_class: 'audience', computation_id: 'aud_x', computation_key: 'x' } },
  traits: { x: true },
};
const awkward = {
  ...identify,
  traits: {
    x: true, name: 'Zo\u00eb \u{1F469}\u200D\u{1F680} \u05d0', quote: '"],{}\\', lone: '\ud800', control: '\u0000\u001f\u2028',
    nested: [[{ a: [']', ','] }], []], numbers: [1e21, 0.1, -0, 5e-324, 123456789012345680000], empty: { '': {} },
  },
};
const second = { ...identify, userId: 'u2', messageId: 'm2' };
const third = { ...identify, userId: 'u3', messageId: 'm3' };
const wrap = (data) => ({ json: data });

const cases = [];
const add = (name, coverage, body, signature) => cases.push({ name, coverage, body, signature });
const json = JSON.stringify;

add('a message', 'EVERYTHING', json(identify), sign(secret, identify));
add('a message of awkward text and numbers', 'EVERYTHING', json(awkward), sign(secret, awkward));
add('a message in upper case', 'EVERYTHING', json(identify), sign(secret, identify).toUpperCase());
add('a batch of one', 'EVERYTHING', json([awkward]), sign(secret, awkward));
add('a batch of one, wrapped', 'EVERYTHING', json([wrap(awkward)]), sign(secret, awkward));
add('a batch that is signed as a whole', 'EVERYTHING', json([identify, second]), sign(secret, [identify, second]));
add('a batch as Segment signs it', 'FIRST_MESSAGE', json([awkward, second, third]), sign(secret, awkward));
add('a wrapped batch as Segment signs it', 'FIRST_MESSAGE', json([awkward, second].map(wrap)), sign(secret, awkward));
add('something behind a batch of one', 'FIRST_MESSAGE', json([identify]) + json(second), sign(secret, identify));
add('a member added to a wrapper', 'NOTHING', json([{ json: identify, detail: second }]), sign(secret, identify));
add('a member added in front', 'NOTHING', json([{ detail: second, json: identify }]), sign(secret, identify));
add('a wrapper without a batch', 'NOTHING', json(wrap(identify)), sign(secret, identify));

const body = json(identify);
const good = sign(secret, identify);
add('another secret', 'NOTHING', body, sign('other', identify));
add('no secret', 'NOTHING', body, createHmac('sha1', '').update(body).digest('hex'));
add('an empty header', 'NOTHING', body, '');
add('a truncated signature', 'NOTHING', body, good.slice(0, -1));
add('half a signature', 'NOTHING', body, good.slice(0, 20));
add('a longer signature', 'NOTHING', body, good + '0');
add('a signature twice', 'NOTHING', body, good + ',' + good);
add('a prefix', 'NOTHING', body, 'sha1=' + good);
add('white space around the signature', 'NOTHING', body, ' ' + good.slice(1) );
add('a letter that is no digit', 'NOTHING', body, 'g' + good.slice(1));
add('digits of another script', 'NOTHING', body, good.replace(/[0-9]/, '\u0664'));
add('base64', 'NOTHING', body, createHmac('sha1', secret).update(body).digest('base64'));
add('sha256', 'NOTHING', body, sign(secret, identify, 'sha256'));
add('sha256, cut to the length of sha1', 'NOTHING', body, sign(secret, identify, 'sha256').slice(0, 40));
add('a hash without the secret', 'NOTHING', body, require('crypto').createHash('sha1').update(body).digest('hex'));
add('the pretty-printed body', 'NOTHING', body, createHmac('sha1', secret).update(json(identify, null, 2)).digest('hex'));
add('a pretty-printed body', 'NOTHING', json(identify, null, 2), good);
add('another body', 'NOTHING', json(second), good);
add('a body changed by one byte', 'NOTHING', body.replace('"u1"', '"u2"'), good);
add('a body with another member', 'NOTHING', body.replace(/}$/, ',"userId":"u2"}'), good);
add('white space behind the body', 'NOTHING', body + '\n', good);
add('white space in front of the body', 'NOTHING', ' ' + body, good);
add('white space in a batch of one', 'NOTHING', '[ ' + body + ' ]', good);
add('the second message of a batch', 'NOTHING', json([identify, second]), sign(secret, second));
add('a batch in another order', 'NOTHING', json([second, identify]), good);
add('a message appended to a batch that is signed as a whole', 'NOTHING', json([identify, second, third]),
  sign(secret, [identify, second]));
add('an empty body', 'NOTHING', '', createHmac('sha1', secret).update('').digest('hex'));
add('a batch in a batch', 'NOTHING', json([[identify]]), good);

console.log(json({ secret }));
cases.forEach((each) => console.log(json(each)));
