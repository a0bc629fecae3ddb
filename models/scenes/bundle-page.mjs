import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** The scenes' page as one script, built in memory: a long rendering is not disturbed by edits to its sources. */
export async function bundlePage() {
  const entry = fileURLToPath(new URL('./page.ts', import.meta.url));
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'page' } },
  });
  return [result].flat()[0].output[0].code;
}
