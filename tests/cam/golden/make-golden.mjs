import { writeFileSync } from 'node:fs';
import { withSource } from '../../../scripts/load-source.mjs';

/** Writes the golden maps anew: `node tests/cam/golden/make-golden.mjs`. */
await withSource(async (load) => {
  const { goldenMaps } = await load('../tests/cam/golden/golden-maps.ts');
  writeFileSync(new URL('workbench.json', import.meta.url), `${JSON.stringify(await goldenMaps())}\n`);
});
