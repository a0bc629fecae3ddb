import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../models/${path}`, import.meta.url));

const { models } = JSON.parse(read('catalog.json').toString()) as {
  models: { name: string; file: string; bytes: number; sha256: string; labels: string[] }[];
};
const workbench = models.find(({ name }) => name === 'workbench')!;

it.each(models)('describes the bytes of $name, 6 MB at most', ({ file, bytes, sha256 }) => {
  const content = read(file);
  expect(content.length).toBe(bytes);
  expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
  expect(bytes).toBeLessThanOrEqual(6e6);
});

it('lists the classes of ImageNet in the order of their WordNet ids', () => {
  const { labels, wordnetIds } = JSON.parse(read('labels/imagenet-1k.json').toString()) as {
    labels: string[];
    wordnetIds: string[];
  };
  expect(labels).toHaveLength(1000);
  expect(wordnetIds).toEqual([...new Set(wordnetIds)].sort());
  expect(wordnetIds).toHaveLength(1000);
  expect([labels[235], labels[386], labels[605]]).toEqual(['German shepherd', 'African elephant', 'iPod']);
  expect(wordnetIds[207]).toBe('n02099601');
});

it('names the classes of the evaluation set, in its order', () => {
  const { categories } = JSON.parse(read('evaluation/scenes.json').toString()) as {
    categories: { name: string }[];
  };
  expect(workbench.labels).toEqual(categories.map(({ name }) => name));
});
