import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { QUIRKS, type Quirk } from '../../src/lowering/quirks.js';
import { quirkTable } from '../../src/lowering/quirk-table.js';

const SOURCES = import.meta.glob<string>('../../src/**/*.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const quirks: readonly (readonly [string, Quirk])[] = Object.entries(QUIRKS);

test.each(quirks)('%s: its remedy names it, and its test exists', (name, { where, heldBy }) => {
  for (const path of where) expect(SOURCES[`../../src/${path}`], path).toContain(`\`${name}\``);
  if (heldBy !== undefined) expect(existsSync(new URL(`../${heldBy}`, import.meta.url))).toBe(true);
});

test('whatever refers to a quirk refers to one that is listed, and is listed with it', () => {
  for (const [path, text] of Object.entries(SOURCES)) {
    const named = [...text.matchAll(/quirks? `(\w+)`(?:(?:,| and) `(\w+)`)?/g)].flatMap(([, ...names]) =>
      names.filter((name) => name !== undefined),
    );
    const known = quirks.filter(([, { where }]) => where.includes(path.replace('../../src/', '')));
    expect(
      known.map(([name]) => name),
      path,
    ).toEqual(expect.arrayContaining(named));
  }
});

test('the page has one row per quirk', () => {
  const rows = quirkTable()
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  expect(rows).toHaveLength(quirks.length);
});
