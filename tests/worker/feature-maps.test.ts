import { describe, expect, test } from 'vitest';
import { CAM_METHODS } from '../../src/cam/cam-methods.js';
import type { FeatureMapsOptions } from '../../src/worker/feature-maps.js';
import { readyClient, TOP } from './clients.js';

const total = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0);

test('after an explanation they cost no session run, and a class of its own the head', async () => {
  const client = await readyClient();
  await client.explain({ ...TOP, targetClass: 'cat' });
  const before = await client.runCounts();
  await client.featureMaps({ method: 'grad-cam', targetClass: 'cat', count: 3 });
  expect(await client.runCounts()).toEqual(before);
  await client.featureMaps({ method: 'grad-cam', targetClass: 'hen', count: 3 });
  expect(await client.runCounts()).toEqual({ trunk: before.trunk, head: before.head + 1 });
});

test('lists the strongest first, with shares of the whole layer', async () => {
  const client = await readyClient();
  const all = await client.featureMaps({ method: 'grad-cam', targetClass: 'dog', count: 99 });
  expect(all).toMatchObject({ layer: 'late', classIndex: 1, channels: 8, width: 8, height: 8 });
  expect(all.maps).toHaveLength(8);
  expect(all.maps.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
  const strengths = all.maps.map(({ contribution }) => Math.abs(contribution));
  expect(strengths).toEqual([...strengths].sort((a, b) => b - a));

  const few = await client.featureMaps({ method: 'grad-cam', targetClass: 'dog', count: 2 });
  expect(few.maps).toEqual(all.maps.slice(0, 2));
  expect(few.ranking).toEqual(all.maps.map(({ channel }) => channel));
});

describe('{ strongest: k } is the first k of the ranking', () => {
  const methods = Object.values(CAM_METHODS).map(({ name }) => name);
  // CAM itself wants another head than the tiny network's.
  test.each(methods.filter((name) => name !== 'cam'))('%s', async (method) => {
    const client = await readyClient();
    const about = { method, targetClass: 'dog', layer: 'early' };
    const { ranking, channels, maps } = await client.featureMaps({ ...about, count: 2 });
    expect([...ranking].sort((a, b) => a - b)).toEqual([...Array(channels).keys()]);
    expect(maps.map(({ channel }) => channel)).toEqual(ranking.slice(0, 2));
    for (let k = 1; k <= channels; k++) {
      const strongest = await client.explain({ ...about, channels: { strongest: k } });
      const listed = await client.explain({ ...about, channels: ranking.slice(0, k) });
      expect([k, strongest.map]).toEqual([k, listed.map]);
    }
  });

  test('and methods do not all rank alike', async () => {
    const client = await readyClient();
    const ranked = async (method: string): Promise<readonly number[]> =>
      (await client.featureMaps({ method, targetClass: 'dog', layer: 'early', count: 1 })).ranking;
    expect(await ranked('ablation-cam')).toEqual(await ranked('grad-cam'));
    expect(await ranked('eigen-cam')).not.toEqual(await ranked('grad-cam'));
  });
});

// XGrad-CAM's weight is sum(g A) / sum(A): the map of one channel sums to its contribution, or is empty below zero.
test('a contribution is what the map of that channel alone sums to', async () => {
  const client = await readyClient();
  const { maps } = await client.featureMaps({
    method: 'grad-cam',
    targetClass: 'dog',
    layer: 'early',
    count: 8,
  });
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
    client.featureMaps({ method: 'grad-cam', targetClass, versus, count: 8 }).then(({ maps }) => maps);
  const [dog, hen, contrast] = [await ask('dog'), await ask('hen'), await ask('dog', 'hen')];
  const of = (maps: typeof dog, channel: number): number =>
    maps.find((map) => map.channel === channel)!.contribution;
  for (const { channel, contribution } of contrast)
    expect(contribution).toBeCloseTo(of(dog, channel) - of(hen, channel), 4);
});

test('an explanation under way goes on', async () => {
  const client = await readyClient();
  const smooth = client.explain({ method: 'smooth-grad-cam++', targetClass: 0, samples: 4 });
  await client.featureMaps({ method: 'grad-cam', targetClass: 0, count: 1 });
  expect((await smooth).classIndex).toBe(0);
});

test.each<[Readonly<Record<string, unknown>>, RegExp]>([
  [{ count: 0 }, /count is 0.*from 1/],
  [{ count: 1.5 }, /count is 1.5/],
  [{ count: undefined }, /count is undefined/],
  [{ layer: 'conv5' }, /no layer "conv5"/],
  [{ method: undefined }, /no method "undefined"/],
  [{ method: 'cam' }, /global average pooling/],
  [{ targetClass: 9 }, /no class "9"/],
  [{ versus: 'top' }, /`top` is only for `targetClass`/],
  [{ versus: Number.NaN }, /no class "NaN"/],
  [{ targetClass: 'dog', versus: 1 }, /contrasted with itself/],
])('%j is a mistake', async (change, message) => {
  const client = await readyClient();
  const options = { method: 'grad-cam', targetClass: 'top', count: 3, ...change } as FeatureMapsOptions;
  const asked = client.featureMaps(options);
  await expect(asked).rejects.toThrow(message);
  await expect(asked).rejects.toMatchObject({ code: 'bad-option' });
});
