import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Bundles the `saliency` command from src/ into the folder given: `node build-command.mjs DIR` makes DIR/main.js. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const [out, entry = `${root}src/cli/main.ts`] = process.argv.slice(2);

await build({
  root,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  ssr: { noExternal: true },
  build: { target: 'node20', minify: false, outDir: out, emptyOutDir: false, ssr: entry },
});
