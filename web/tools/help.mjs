// Help pages: docs/help/LANGUAGE/*.md become static pages of dist/help. A small part of
// Markdown, and a mistake in it stops the build: #, ##, paragraphs, - lists, 1. lists,
// **bold**, `code`, ``` blocks of it, [text](address), > notes.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

const escape = (text) =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);

const inline = (text) =>
  escape(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_, label, href) => {
      if (!/^(\/|[a-z-]+\.html)/.test(href)) throw new Error(`help: address ${href}`);
      return `<a href="${href}">${label}</a>`;
    });

const kinds = [
  { test: /^- /, open: '<ul>', close: '</ul>', item: true },
  { test: /^\d+\. /, open: '<ol>', close: '</ol>', item: true },
  { test: /^> /, open: '<p class="note">', close: '</p>', item: false },
];

export function toHtml(markdown) {
  const out = [];
  for (const block of markdown.trim().split(/\n{2,}/)) {
    const lines = block.split('\n');
    if (lines[0] === '```') {
      if (lines.length < 3 || lines.at(-1) !== '```') throw new Error('help: code without end');
      out.push(`<pre><code>${escape(lines.slice(1, -1).join('\n'))}</code></pre>`);
      continue;
    }
    const heading = /^(#{1,3}) (.+)$/.exec(lines[0]);
    if (heading) {
      const n = heading[1].length;
      out.push(`<h${n}>${inline(heading[2])}</h${n}>`);
      lines.shift();
      if (!lines.length) continue;
    }
    const kind = kinds.find((k) => k.test.test(lines[0]));
    if (!kind) {
      out.push(`<p>${inline(lines.join('\n'))}</p>`);
      continue;
    }
    const parts = lines.map((line) => {
      if (!kind.test.test(line)) throw new Error(`help: mixed list: ${line}`);
      const text = inline(line.replace(kind.test, ''));
      return kind.item ? `<li>${text}</li>` : text;
    });
    out.push(kind.open + parts.join('\n') + kind.close);
  }
  return out.join('\n');
}

const words = {
  ja: {
    site: 'SkySign ヘルプ',
    index: 'ヘルプの目次',
    other: 'English',
    otherCode: 'en',
    app: 'SkySign を開く',
  },
  en: {
    site: 'SkySign help',
    index: 'All help pages',
    other: '日本語',
    otherCode: 'ja',
    app: 'Open SkySign',
  },
};

function page(language, name, title, body) {
  const w = words[language];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} — ${w.site}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/help/help.css">
</head>
<body>
<header><a class="brand" href="/help/${language}/index.html"><img src="/icon.svg" alt="" width="28" height="28"> ${w.site}</a>
<a href="/help/${w.otherCode}/${name}.html" lang="${w.otherCode}">${w.other}</a></header>
<main>
${body}
</main>
<footer><a href="/help/${language}/index.html">${w.index}</a> <a href="/">${w.app}</a></footer>
</body>
</html>
`;
}

export async function writeHelp(from, to) {
  for (const language of Object.keys(words)) {
    await mkdir(join(to, language), { recursive: true });
    for (const file of await readdir(join(from, language))) {
      const name = basename(file, '.md');
      const text = await readFile(join(from, language, file), 'utf8');
      const title = /^# (.+)$/m.exec(text)?.[1];
      if (!title) throw new Error(`help: ${language}/${file} has no title`);
      await writeFile(
        join(to, language, `${name}.html`),
        page(language, name, title, toHtml(text)),
      );
    }
  }
  await writeFile(join(to, 'help.css'), await readFile(new URL('./help.css', import.meta.url)));
}
