import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';

const pages = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const GROUPS = {
  tutorials: 'Tutorials',
  'how-to': 'How-to guides',
  sources: 'Sources',
  server: 'Server',
  reference: 'Reference',
  explanation: 'Explanation',
};

function group(folder) {
  const items = fs
    .readdirSync(path.join(pages, folder))
    .filter(name => name.endsWith('.md') && name !== 'index.md')
    .map(name => ({
      text: fs.readFileSync(path.join(pages, folder, name), 'utf8').match(/^# (.+)$/m)[1],
      link: `/${folder}/${name.replace(/\.md$/, '')}`,
    }))
    .sort((one, other) => one.text.localeCompare(other.text));
  return { text: GROUPS[folder], collapsed: false, items };
}

export default defineConfig({
  title: 'launchdarkly-audience',
  description: 'Twilio Segment audiences in, LaunchDarkly segments out',
  lang: 'en',
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  outDir: '../dist',
  cleanUrls: false,
  lastUpdated: false,
  markdown: { anchor: { slugify: anchor }, config: withoutTemplates },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Start', link: '/tutorials/first-audience' },
      { text: 'How to', link: '/#how-to-guides' },
      { text: 'Reference', link: '/reference/options' },
      { text: 'Runbook', link: '/server/runbook' },
    ],
    sidebar: [
      ...Object.keys(GROUPS).map(group),
      { text: 'Questions', link: '/faq' },
    ],
    outline: { level: [2, 3] },
  },
});

/** As GitHub makes them, so that one link works in both places. */
function anchor(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replace(/ /g, '-');
}

/** Braces in a page are Camel's placeholders, never Vue's. */
function withoutTemplates(markdown) {
  const { escapeHtml } = markdown.utils;
  const shown = text => escapeHtml(text).replace(/\{\{/g, '&#123;&#123;');
  markdown.renderer.rules.text = (tokens, index) => shown(tokens[index].content);
  markdown.renderer.rules.code_inline = (tokens, index) => `<code v-pre>${escapeHtml(tokens[index].content)}</code>`;
}
