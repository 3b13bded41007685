import type { Plugin } from 'vite';

/**
 * `npm run dev` shows the UI before a server is at hand: /api/v1 is answered from memory by
 * standin.ts. With SKYSIGN_API=http://… requests go to a real service instead. Development only:
 * nothing of it is built, and no committed test uses it.
 */
export function standIn(): Plugin {
  const real = process.env['SKYSIGN_API'];
  return {
    name: 'stand-in',
    apply: 'serve',
    config: () => (real ? { server: { proxy: { '/api': { target: real } } } } : {}),
    async configureServer(server) {
      const { handle } = await import('./standin.ts');
      if (!real) server.middlewares.use(handle);
      server.middlewares.use((req, _res, next) => {
        const page = (req.headers.accept ?? '').includes('text/html');
        if (page && !/^\/(r\/|@|src\/|help\/)/.test(req.url ?? '')) req.url = '/index.html';
        else if (page && (req.url ?? '').startsWith('/r/')) req.url = '/r/index.html';
        next();
      });
    },
  };
}
