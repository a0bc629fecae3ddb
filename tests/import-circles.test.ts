import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noImportCircles } from '../scripts/lint/no-import-circles.mjs';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'circles-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** What the rule says of files with these texts. */
async function lint(texts: Readonly<Record<string, string>>): Promise<readonly string[]> {
  for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text);
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    overrideConfig: {
      files: ['*.ts'],
      languageOptions: { parser: tseslint.parser },
      plugins: { local: { rules: { 'no-import-circles': noImportCircles } } },
      rules: { 'local/no-import-circles': 'error' },
    },
  });
  const results = await eslint.lintFiles(Object.keys(texts));
  return results.flatMap(({ messages }) => messages.map(({ message }) => message));
}

test('files that import each other are named, with those between them', async () => {
  const found = await lint({
    'a.ts': `import { b } from './b.js';\nexport const a = b;`,
    'b.ts': `export { c as b } from './c.js';`,
    'c.ts': `import { a } from './a.js';\nexport const c = a;`,
  });
  expect(found).toEqual([
    'Imports run in a circle: a.ts -> b.ts -> c.ts -> a.ts.',
    'Imports run in a circle: b.ts -> c.ts -> a.ts -> b.ts.',
    'Imports run in a circle: c.ts -> a.ts -> b.ts -> c.ts.',
  ]);
});

test.each([
  ['an import of a type', `import type { B } from './b.js';\nexport type A = B;`],
  ['the type of an import', `export type A = import('./b.js').B;`],
  ['a dynamic import', `export type A = number;\nexport const b = () => import('./b.js');`],
])('%s counts', async (_, text) => {
  const found = await lint({ 'a.ts': text, 'b.ts': `import type { A } from './a.js';\nexport type B = A;` });
  expect(found).toHaveLength(2);
});

test('what two files share does not count, nor does the address of a worker', async () => {
  const found = await lint({
    'a.ts': `import { c } from './c.js';\nimport url from './b.js?worker&url';\nexport const a = [c, url];`,
    'b.ts': `import { a } from './a.js';\nimport { c } from './c.js';\nexport const b = [a, c];`,
    'c.ts': `export const c = 1;`,
  });
  expect(found).toEqual([]);
});
