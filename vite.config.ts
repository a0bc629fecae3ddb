import { defineConfig } from 'vite';

/** Development: `npm start` serves the demo from `demo/`, with the sources of `src/` as they are. */
export default defineConfig({
  base: './',
  server: { fs: { allow: ['.'] } },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  worker: { format: 'es' },
});
