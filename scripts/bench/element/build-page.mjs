import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The page with everything in it bundled, as an application ships it: sources one by one would be timed with their requests. */
export async function buildElementPage() {
  const outDir = mkdtempSync(join(tmpdir(), 'saliency-element-'));
  await build({
    root,
    configFile: false,
    base: './',
    logLevel: 'error',
    publicDir: false,
    worker: { format: 'es' },
    build: {
      target: 'es2022',
      outDir,
      rolldownOptions: { input: fileURLToPath(new URL('page.html', import.meta.url)) },
    },
  });
  return { outDir, page: 'scripts/bench/element/page.html' };
}
