// Refuses a build that has grown too heavy: what a page must fetch before it shows something.
// Sizes are gzip -9 of what the manifest says; the dictionary of one language counts as well.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = join(dirname(fileURLToPath(import.meta.url)), '../dist');
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
const kb = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1000;

/** A chunk with everything that it imports at once. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) closure(next, seen);
  return seen;
}

function weigh(keys) {
  const all = new Set(keys.flatMap((key) => [...closure(key)]));
  const css = new Set([...all].flatMap((key) => manifest[key].css ?? []));
  const sum = (files) => [...files].reduce((total, file) => total + kb(file), 0);
  return { js: sum([...all].map((key) => manifest[key].file)), css: sum(css), all };
}

const find = (key) => {
  if (!manifest[key]) throw new Error(`the manifest has no ${key}`);
  return key;
};
const ja = find('src/messages/ja.ts');
const app = weigh([find('index.html'), ja]);
const sign = weigh([find('r/index.html'), ja]);
const pdf = weigh([find('src/pdf/Viewer.tsx')]);
const pdfOwn = [...pdf.all].filter((key) => !sign.all.has(key) && !app.all.has(key));
const pdfKb = pdfOwn.reduce((total, key) => total + kb(manifest[key].file), 0);
const worker = Object.values(manifest).find((c) => /pdf\.worker/.test(c.file));

const rows = [
  ['sign entry', sign.js, 110],
  ['sign css', sign.css, 20],
  ['app first route', app.js, 180],
  ['app css', app.css, 20],
  ['pdf viewer, lazy', pdfKb, 170],
  ['pdf worker', kb(worker.file), 400],
];
for (const [key, chunk] of Object.entries(manifest))
  if (chunk.isDynamicEntry && !/pdf|messages/.test(key)) rows.push([key, kb(chunk.file), 60]);

let bad = 0;
for (const [name, size, limit] of rows) {
  const over = size > limit;
  bad += over ? 1 : 0;
  console.log(`${over ? 'OVER' : 'ok  '} ${size.toFixed(1).padStart(6)} / ${limit} kB gz  ${name}`);
}
process.exit(bad ? 1 : 0);
