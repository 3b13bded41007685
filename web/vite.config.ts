import { createReadStream, existsSync } from 'node:fs';
import { cp, mkdir, readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { writeHelp } from './tools/help.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const pdfjs = join(here, 'node_modules/pdfjs-dist');

/** What pdf.js loads at run time: never the .wasm and quickjs files (no wasm-unsafe-eval in our CSP). */
const pdfParts: Record<string, RegExp> = {
  cmaps: /\.bcmap$|^LICENSE/,
  standard_fonts: /\.(pfb|ttf)$|^LICENSE/,
  iccs: /\.icc$|^LICENSE/,
  wasm: /_nowasm_fallback\.js$|^LICENSE_(JBIG2|OPENJPEG|PDFJS_JBIG2|PDFJS_OPENJPEG)$/,
};

function pdfAssets(): Plugin {
  return {
    name: 'pdf-assets',
    configureServer(server) {
      server.middlewares.use('/pdfjs', (req, res, next) => {
        const file = resolve(pdfjs, `.${(req.url ?? '/').split('?')[0]}`);
        if (!file.startsWith(pdfjs) || !existsSync(file)) return next();
        if (file.endsWith('.js')) res.setHeader('Content-Type', 'text/javascript');
        createReadStream(file).pipe(res);
      });
    },
    async writeBundle({ dir }) {
      for (const [part, wanted] of Object.entries(pdfParts)) {
        const to = join(dir ?? 'dist', 'pdfjs', part);
        await mkdir(to, { recursive: true });
        for (const name of await readdir(join(pdfjs, part)))
          if (wanted.test(name)) await cp(join(pdfjs, part, name), join(to, name));
      }
    },
  };
}

function helpPages(): Plugin {
  return {
    name: 'help-pages',
    async writeBundle({ dir }) {
      await writeHelp(resolve(here, '../docs/help'), join(dir ?? 'dist', 'help'));
    },
  };
}

/** `npm run dev`: this folder's pages in front of a running service, which SKYSIGN_API names. */
function devPages(): Plugin {
  const service = process.env['SKYSIGN_API'] ?? 'http://127.0.0.1:8080';
  const proxy = Object.fromEntries(['/api', '/ca', '/help'].map((path) => [path, service]));
  return {
    name: 'dev-pages',
    apply: 'serve',
    config: () => ({ server: { proxy } }),
    configureServer(server) {
      server.middlewares.use((req, _res, next) => {
        const page = (req.headers.accept ?? '').includes('text/html');
        if (page && !/^\/(r\/|@|src\/|help\/|ca\/)/.test(req.url ?? '')) req.url = '/index.html';
        else if (page && (req.url ?? '').startsWith('/r/')) req.url = '/r/index.html';
        next();
      });
    },
  };
}

export default defineConfig({
  plugins: [react(), pdfAssets(), helpPages(), devPages()],
  appType: 'mpa',
  server: { host: '127.0.0.1', strictPort: true },
  preview: { host: '127.0.0.1', strictPort: true },
  build: {
    target: 'es2022',
    manifest: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { app: join(here, 'index.html'), sign: join(here, 'r/index.html') },
      output: {
        // .mjs is unknown to some servers' MIME tables: the pdf.js worker goes out as .js.
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith('.mjs'))
            ? 'assets/[name]-[hash].js'
            : 'assets/[name]-[hash][extname]',
      },
    },
  },
});
