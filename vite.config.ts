import { defineConfig, type Plugin } from 'vite';

/** Vite prints the bare address, at which there would be nothing. */
const demoAtRoot: Plugin = {
  name: 'demo-at-root',
  configureServer(server) {
    server.middlewares.use((request, response, next) => {
      if (request.url !== '/') return next();
      response.writeHead(302, { location: '/demo/' }).end();
    });
  },
};

/** Development: `npm start` serves the demo from `demo/`, with the sources of `src/` as they are. */
export default defineConfig({
  base: './',
  plugins: [demoAtRoot],
  server: { fs: { allow: ['.'] } },
  // All of them by name: one that is found late, in the worker, would reload the page under its visitor.
  optimizeDeps: {
    include: [
      '@noble/hashes/sha2.js',
      '@noble/hashes/utils.js',
      'comlink',
      'fabric/es',
      'idb',
      'lit',
      'lit/async-directive.js',
      'lit/decorators.js',
      'lit/directive.js',
      'lit/directives/keyed.js',
      'lit/directives/live.js',
      'lit/directives/repeat.js',
      'lit/directives/style-map.js',
    ],
    exclude: ['onnxruntime-web'],
  },
  worker: { format: 'es' },
});
