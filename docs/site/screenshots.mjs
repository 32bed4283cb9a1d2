// Makes docs/images/demo-page.png from a running demo, and pictures of the site at two widths in dist/. Needs Chromium;
// CHROMIUM says where it is. With a URL as argument it takes that page for the demo's and starts none.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';

const site = path.dirname(fileURLToPath(import.meta.url));
const repository = path.join(site, '../..');
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
});

async function picture(url, width, height, ready, file) {
  const page = await browser.newPage();
  await page.setViewport({ width, height });
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  await page.waitForFunction(ready, { timeout: 30_000 });
  await page.screenshot({ path: file });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await page.close();
  console.log(`${path.relative(repository, file)}${overflow > 0 ? `: ${overflow} px wider than the window` : ''}`);
}

/** The page of the demo, and how to end it. */
async function demo() {
  if (process.argv[2]) {
    return { url: process.argv[2], end: () => {} };
  }
  const maven = spawn('mvn', ['-f', 'demo', '-Ddemo.seconds=60'], { cwd: repository });
  let printed = '';
  const url = await new Promise((found, failed) => {
    maven.stdout.on('data', data => {
      printed += data;
      const line = printed.match(/LaunchDarkly, live +(http:\/\/\S+)/);
      if (line) found(line[1]);
    });
    maven.on('exit', () => failed(new Error(`The demo ended:\n${printed}`)));
  });
  return { url, end: () => maven.kill() };
}

try {
  const running = await demo();
  const shown = () => document.body.innerText.includes('Power users') && !document.body.innerText.includes('connecting');
  await picture(running.url, 1100, 820, shown, path.join(repository, 'docs/images/demo-page.png'));
  running.end();

  const built = path.join(site, 'dist');
  if (fs.existsSync(built)) {
    const { createServer } = await import('node:http');
    const server = createServer((request, answer) => {
      const file = path.join(built, decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
      const found = fs.existsSync(file) && fs.statSync(file).isDirectory() ? path.join(file, 'index.html') : file;
      if (!fs.existsSync(found)) {
        answer.writeHead(404).end();
        return;
      }
      const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
      answer.writeHead(200, { 'Content-Type': types[path.extname(found)] ?? 'application/octet-stream' });
      fs.createReadStream(found).pipe(answer);
    }).listen(0, '127.0.0.1');
    await new Promise(ready => server.once('listening', ready));
    const base = `http://127.0.0.1:${server.address().port}`;
    for (const [name, page] of [['index', '/'], ['options', '/reference/options.html'], ['runbook', '/server/runbook.html']]) {
      for (const width of [1280, 390]) {
        const file = path.join(built, `${name}-${width}.png`);
        await picture(base + page, width, 900, () => document.querySelector('h1') !== null, file);
      }
    }
    server.close();
  }
} finally {
  await browser.close();
}
