#!/usr/bin/env node
// The stand-in behind the command line of the service, so that a browser test can be written
// before the service runs: SKYSIGN=web/dev/skysign.mjs. Serves the built web/dist.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer as vite } from 'vite';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const settings = Object.fromEntries(
  process.argv
    .filter((a) => /^\w+=/.test(a))
    .map((a) => [a.split('=')[0], a.slice(a.indexOf('=') + 1)]),
);
const [host, port] = (settings.listen ?? '127.0.0.1:17302').split(':');
const csp =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const loader = await vite({
  root: fileURLToPath(new URL('..', import.meta.url)),
  server: { middlewareMode: true, hmr: false, ws: false },
  appType: 'custom',
});
const { handle, setupToken } = await loader.ssrLoadModule('/dev/standin.ts');

createServer((req, res) => {
  const path = new URL(req.url, 'http://x').pathname;
  if (path === '/readyz') return res.end('ok');
  void handle(req, res, () => {
    let file = join(dist, path.endsWith('/') ? `${path}index.html` : path);
    if (!existsSync(file) || !statSync(file).isFile()) file = join(dist, 'index.html');
    res.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream');
    res.setHeader('Content-Security-Policy', csp);
    createReadStream(file).pipe(res);
  });
}).listen(Number(port), host, () => {
  console.log(`http://${host}:${port}/setup#${setupToken}`);
});
process.on('SIGTERM', () => process.exit(0));
