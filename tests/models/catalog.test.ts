import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../models/${path}`, import.meta.url));

const { models } = JSON.parse(read('catalog.json').toString()) as {
  models: { name: string; file: string; bytes: number; sha256: string; labels: string[] }[];
};
const workbench = models.find(({ name }) => name === 'workbench')!;

it('describes the bytes of the embedded model', () => {
  const content = read(workbench.file);
  expect(content.length).toBe(workbench.bytes);
  expect(createHash('sha256').update(content).digest('hex')).toBe(workbench.sha256);
});

it('stays within 6 MB', () => {
  expect(workbench.bytes).toBeLessThanOrEqual(6e6);
});

it('names the classes of the evaluation set, in its order', () => {
  const { categories } = JSON.parse(read('evaluation/scenes.json').toString()) as {
    categories: { name: string }[];
  };
  expect(workbench.labels).toEqual(categories.map(({ name }) => name));
});
