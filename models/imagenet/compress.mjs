import { readFileSync, writeFileSync } from 'node:fs';
import { withSource } from '../../scripts/load-source.mjs';

/** Compresses as `saliency compress` does, and enters size and hash in the catalogue: node compress.mjs IN.onnx OUT */
const [model, out] = process.argv.slice(2);
const catalogue = new URL('../catalog.json', import.meta.url);

await withSource(async (load) => {
  const { run } = await load('cli/run.ts');
  const lines = [];
  const argv = ['compress', model, '--weights', 'int8', '--out', out, '--json'];
  const exit = await run(argv, { out: (line) => lines.push(line), err: (line) => console.error(line) });
  if (exit !== 0) throw new Error('The model could not be compressed.');
  const { bytes, sha256 } = JSON.parse(lines.join('\n'));
  const document = JSON.parse(readFileSync(catalogue, 'utf8'));
  const entry = document.models.find(({ name }) => name === 'imagenet');
  Object.assign(entry, { bytes, sha256 });
  writeFileSync(catalogue, `${JSON.stringify(document, null, 2)}\n`);
  console.log(`${out}: ${bytes} bytes, SHA-256 ${sha256}`);
});
