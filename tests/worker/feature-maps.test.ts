import { expect, test } from 'vitest';
import { createClient, readyClient, TOP } from './clients.js';
import { TINY_CARD, tinyClassifier } from './tiny-classifier.js';

const total = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0);

test('after an explanation they cost no session run, and a class of its own the head', async () => {
  const client = await readyClient();
  await client.explain({ ...TOP, targetClass: 'cat' });
  const before = await client.runCounts();
  await client.featureMaps({ targetClass: 'cat', count: 3 });
  expect(await client.runCounts()).toEqual(before);
  await client.featureMaps({ targetClass: 'hen', count: 3 });
  expect(await client.runCounts()).toEqual({ trunk: before.trunk, head: before.head + 1 });
});

test('lists the strongest first, with shares of the whole layer', async () => {
  const client = await readyClient();
  const all = await client.featureMaps({ targetClass: 'dog', count: 99 });
  expect(all).toMatchObject({ layer: 'late', classIndex: 1, channels: 8, width: 8, height: 8 });
  expect(all.maps).toHaveLength(8);
  expect(all.maps.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
  const strengths = all.maps.map(({ contribution }) => Math.abs(contribution));
  expect(strengths).toEqual([...strengths].sort((a, b) => b - a));

  const few = await client.featureMaps({ targetClass: 'dog', count: 2 });
  expect(few.maps).toEqual(all.maps.slice(0, 2));
});

// XGrad-CAM's weight is sum(g A) / sum(A): the map of one channel sums to its contribution, or is empty below zero.
test('a contribution is what the map of that channel alone sums to', async () => {
  const client = await readyClient();
  const { maps } = await client.featureMaps({ targetClass: 'dog', layer: 'early', count: 8 });
  expect(maps.some(({ contribution }) => contribution > 0)).toBe(true);
  expect(maps.some(({ contribution }) => contribution < 0)).toBe(true);
  for (const { channel, contribution, map } of maps) {
    const alone = await client.explain({
      method: 'xgrad-cam',
      targetClass: 'dog',
      layer: 'early',
      channels: [channel],
    });
    expect(total(alone.map)).toBeCloseTo(Math.max(0, contribution), 4);
    const weight = Math.max(0, contribution) / total(map);
    expect(Math.max(...alone.map)).toBeCloseTo(weight * Math.max(...map), 4);
  }
});

test('a contrast ranks by what tells the two classes apart', async () => {
  const client = await readyClient();
  const ask = (targetClass: string, versus?: string) =>
    client.featureMaps({ targetClass, versus, count: 8 }).then(({ maps }) => maps);
  const [dog, hen, contrast] = [await ask('dog'), await ask('hen'), await ask('dog', 'hen')];
  const of = (maps: typeof dog, channel: number): number =>
    maps.find((map) => map.channel === channel)!.contribution;
  for (const { channel, contribution } of contrast)
    expect(contribution).toBeCloseTo(of(dog, channel) - of(hen, channel), 4);
});

test('an explanation under way goes on', async () => {
  const client = await readyClient();
  const smooth = client.explain({ method: 'smooth-grad-cam++', targetClass: 0, samples: 4 });
  await client.featureMaps({ targetClass: 0, count: 1 });
  expect((await smooth).classIndex).toBe(0);
});

test('mistakes are named', async () => {
  const client = await readyClient();
  const ask = (count: number, layer?: string) => client.featureMaps({ targetClass: 'top', layer, count });
  await expect(ask(0)).rejects.toThrow(/count is 0.*from 1/);
  await expect(ask(1, 'conv5')).rejects.toMatchObject({ code: 'bad-option' });
  const fresh = createClient();
  await fresh.open({ data: tinyClassifier(), card: TINY_CARD });
  await expect(fresh.featureMaps({ targetClass: 0, count: 1 })).rejects.toMatchObject({
    code: 'image-missing',
  });
});
