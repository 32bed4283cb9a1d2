// Copies the pages of docs/ to .build/, where VitePress reads them. A link out of docs/ leads to a copy of that file:
// Markdown as a page, a folder as a list, anything else as text.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const site = path.dirname(fileURLToPath(import.meta.url));
const docs = path.dirname(site);
const repository = path.dirname(docs);
const build = path.join(site, '.build');
const LINK = /(!?\[[^\]]*\]\()(?![a-z]+:)([^)#\s]*)((?:#[^)\s]*)?\))/g;
const SOURCE = /((?:src|srcset|href)=")(?![a-z]+:)([^"#]+)(")/g;
const CODE = /^ *```[\s\S]*?^ *```$/gm;

fs.rmSync(build, { recursive: true, force: true });
const done = new Set();
const problems = [];

/** Where a file of the repository stands in the site, and makes sure that it does. */
function placed(file) {
  const inDocs = path.relative(docs, file);
  const own = !inDocs.startsWith('..') && !inDocs.startsWith('site');
  const name = own ? inDocs : path.join('repository', path.relative(repository, file));
  if (fs.statSync(file).isDirectory()) {
    list(file, path.join(name, 'index.md'));
    return path.join(name, 'index.md');
  }
  if (file.endsWith('.md')) {
    const page = name.replace(/README\.md$/, 'index.md');
    copyPage(file, page);
    return page;
  }
  const image = /\.(svg|png)$/.test(file);
  const target = image ? path.join(build, name) : path.join(build, 'public', `${name}.txt`);
  if (!done.has(target)) {
    done.add(target);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.copyFileSync(file, target);
  }
  return image ? name : `/${name}.txt`;
}

function list(folder, page) {
  if (done.has(page)) {
    return;
  }
  done.add(page);
  const title = path.relative(repository, folder);
  const rows = fs
    .readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.startsWith('.'))
    .map(entry => `- [${entry.name}](${relative(page, placed(path.join(folder, entry.name)))})`);
  write(page, `# ${title}\n\n${rows.join('\n')}\n`);
}

function relative(from, to) {
  return to.startsWith('/') ? to : path.relative(path.dirname(from) || '.', to) || '.';
}

function copyPage(file, page) {
  if (done.has(page)) {
    return;
  }
  done.add(page);
  const moved = (all, before, link, after) => {
    const target = path.resolve(path.dirname(file), decodeURIComponent(link));
    if (link === '') {
      return all;
    }
    if (!fs.existsSync(target)) {
      problems.push(`${path.relative(repository, file)}: ${link}`);
      return all;
    }
    return before + relative(page, placed(target)) + after;
  };
  const code = [];
  const text = fs
    .readFileSync(file, 'utf8')
    .replace(CODE, block => `\u0000${code.push(block) - 1}\u0000`)
    .replace(LINK, moved)
    .replace(SOURCE, moved)
    .replace(/\u0000(\d+)\u0000/g, (_, number) => code[number]);
  write(page, text);
}

function write(page, text) {
  const file = path.join(build, page);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

for (const entry of fs.readdirSync(docs, { recursive: true })) {
  const file = path.join(docs, entry);
  if (entry.endsWith('.md') && !entry.startsWith('site') && !entry.startsWith('hosts')) {
    placed(file);
  }
}
fs.cpSync(path.join(site, 'vitepress'), path.join(build, '.vitepress'), { recursive: true });
if (problems.length > 0) {
  console.error(`Links that lead nowhere:\n${problems.join('\n')}`);
  process.exit(1);
}
