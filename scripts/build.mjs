import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { bundlerReadableUrls, fileUrls } from './file-url-plugin.mjs';

/**
 * Builds the npm package into dist/: ES modules whose dependencies stay imports, one self-contained worker with
 * ONNX Runtime's glue and wasm beside it, the embedded model, the command, and the type declarations.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const source = (path) => `${root}src/${path}`;
const EXTERNAL = /^(node:|lit($|\/)|@lit\/|fabric($|\/)|comlink$|idb$)/;

const shared = {
  root,
  configFile: false,
  base: './',
  logLevel: 'warn',
  publicDir: false,
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'import', 'default'] },
};

rmSync(`${root}dist`, { recursive: true, force: true });

await build({
  ...shared,
  plugins: [fileUrls(), bundlerReadableUrls()],
  worker: {
    format: 'es',
    plugins: () => [fileUrls(), bundlerReadableUrls()],
    rolldownOptions: {
      output: { entryFileNames: 'worker.js', codeSplitting: false },
    },
  },
  build: {
    target: 'es2022',
    minify: false,
    sourcemap: true,
    emptyOutDir: false,
    outDir: `${root}dist`,
    lib: {
      entry: {
        index: source('components/define.ts'),
        'saliency-overlay': source('components/overlay/saliency-overlay.ts'),
        engine: source('engine.ts'),
        export: source('export.ts'),
        cam: source('cam.ts'),
        formats: source('formats.ts'),
      },
      formats: ['es'],
    },
    rolldownOptions: {
      external: EXTERNAL,
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});

await build({
  ...shared,
  ssr: { noExternal: true },
  build: {
    target: 'node20',
    minify: false,
    emptyOutDir: false,
    outDir: `${root}dist`,
    ssr: source('cli/main.ts'),
    rolldownOptions: { output: { entryFileNames: 'cli.js', banner: '#!/usr/bin/env node' } },
  },
});
chmodSync(`${root}dist/cli.js`, 0o755);

execFileSync(
  process.execPath,
  [`${root}node_modules/typescript/bin/tsc`, '-p', `${root}tsconfig.types.json`],
  {
    stdio: 'inherit',
  },
);
