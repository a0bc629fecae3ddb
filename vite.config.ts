import { defineConfig } from 'vite';

/** Development: `npm start` serves the demo from `demo/`, with the sources of `src/` as they are. */
export default defineConfig({
  base: './',
  server: { fs: { allow: ['.'] } },
  // All of them by name: one that is found late, in the worker, would reload the page under its visitor.
  optimizeDeps: {
    include: [
      '@noble/hashes/sha2.js',
      '@noble/hashes/utils.js',
      'comlink',
      'fabric/es',
      'lit',
      'lit/decorators.js',
      'lit/directive.js',
      'lit/directives/live.js',
      'lit/directives/style-map.js',
    ],
    exclude: ['onnxruntime-web'],
  },
  worker: { format: 'es' },
});
