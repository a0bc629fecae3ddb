import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

/**
 * Loads TypeScript modules of src/ in Node, as Vite transforms them: `withSource((load) => load('cam/x.ts'))`; a path
 * that begins with a slash starts at the repository.
 */
export async function withSource(use) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, watch: null, ws: false, hmr: false },
    optimizeDeps: { noDiscovery: true, include: [] },
  });
  try {
    return await use((path) => server.ssrLoadModule(path.startsWith('/') ? path : `/src/${path}`));
  } finally {
    await server.close();
  }
}
