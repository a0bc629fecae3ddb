import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withSource } from './load-source.mjs';

/** Writes the tables of docs/ that come from the registries; with `--check`, fails if one is stale instead. */
const PAGES = [
  { file: 'operators.md', module: 'gradient/engine/support-table.ts', render: 'supportTable' },
  { file: 'quirks.md', module: 'lowering/quirk-table.ts', render: 'quirkTable' },
  { file: 'methods.md', module: 'cam/method-table.ts', render: 'methodTable' },
  { file: 'errors.md', module: '/tests/faults/fault-table.ts', render: 'faultTable' },
];

const check = process.argv.includes('--check');
const docs = fileURLToPath(new URL('../docs/', import.meta.url));
mkdirSync(docs, { recursive: true });

const stale = await withSource(async (load) => {
  const outdated = [];
  for (const { file, module, render } of PAGES) {
    const text = (await load(module))[render]();
    const path = `${docs}${file}`;
    let old = '';
    try {
      old = readFileSync(path, 'utf8');
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    if (old === text) continue;
    outdated.push(file);
    if (!check) writeFileSync(path, text);
  }
  return outdated;
});

if (check && stale.length > 0) {
  console.error(
    `Stale: ${stale.map((file) => `docs/${file}`).join(', ')}. Run \`npm run docs\` and commit the result.`,
  );
  process.exitCode = 1;
} else {
  console.log(
    check ? 'The tables of docs/ are up to date.' : `Written: ${stale.join(', ') || 'nothing new'}`,
  );
}
