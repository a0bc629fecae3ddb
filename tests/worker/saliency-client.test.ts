import { describe, expect, test } from 'vitest';
import type { ExplainOptions, Explanation } from '../../src/worker/explanation.js';
import type { Progress } from '../../src/worker/progress.js';
import type { RunCounts } from '../../src/worker/protocol.js';
import { createClient, readyClient, runsOf, TOP } from './clients.js';
import { largestDifference } from './largest-difference.js';
import { TINY_CARD, tinyClassifier, tinyImage } from './tiny-classifier.js';

test('open reports the layers, the device and the size of the derived graphs', async () => {
  const phases: Progress['phase'][] = [];
  const info = await createClient().open(
    { data: tinyClassifier(), card: TINY_CARD },
    { onProgress: ({ phase }) => phases.push(phase) },
  );
  expect(info.device).toBe('wasm');
  expect(info.layers.map(({ name }) => name)).toEqual(['c1', 'early', 'p1', 'c2', 'late']);
  expect(info.defaultLayer).toBe('late');
  expect(info.trunkBytes + info.headBytes).toBeLessThan(8000);
  expect(phases).toEqual(expect.arrayContaining(['graphs', 'backend']));
});

test('explain gives a map over the whole image, with scores and a label', async () => {
  const client = await readyClient();
  const explanation = await client.explain(TOP);
  expect(explanation).toMatchObject({
    mapWidth: 8,
    mapHeight: 8,
    mapRect: { x: 0, y: 0, width: 64, height: 48 },
    imageWidth: 64,
    imageHeight: 48,
    layer: 'late',
    method: 'grad-cam',
    device: 'wasm',
  });
  expect(explanation.scores.reduce((sum, score) => sum + score)).toBeCloseTo(1, 5);
  expect(explanation.label).toBe(TINY_CARD.labels[explanation.classIndex]);
  expect(explanation.map).toHaveLength(64);
});

test('an image may be a file, which is decoded in the worker', async () => {
  const client = await readyClient();
  const expected = await client.explain(TOP);
  const canvas = new OffscreenCanvas(64, 48);
  canvas.getContext('2d')!.drawImage(await tinyImage(), 0, 0);
  client.setImage(await canvas.convertToBlob({ type: 'image/png' }));
  const actual = await client.explain(TOP);
  expect(actual).toMatchObject({ imageWidth: 64, imageHeight: 48, scores: expected.scores });
});

test('an SVG is drawn by the page', async () => {
  const client = await readyClient();
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><circle r="9"/></svg>';
  client.setImage(new Blob([svg], { type: 'image/svg+xml' }));
  expect(await client.explain(TOP)).toMatchObject({ imageWidth: 30, imageHeight: 20 });
});

describe('only what the question needs is run:', () => {
  test.each<[string, Partial<ExplainOptions>, RunCounts]>([
    ['the same question again', {}, { trunk: 0, head: 0 }],
    ['another method', { method: 'hires-cam' }, { trunk: 0, head: 0 }],
    ['a subset of channels', { channels: [1, 3] }, { trunk: 0, head: 0 }],
    ['a region', { region: { x: 0, y: 0, width: 32, height: 48 } }, { trunk: 0, head: 0 }],
    ['another class', { targetClass: 'hen' }, { trunk: 0, head: 1 }],
    ['another layer', { layer: 'early' }, { trunk: 1, head: 1 }],
    ['smoothing over 3 samples', { method: 'smooth-grad-cam++', samples: 3 }, { trunk: 3, head: 3 }],
  ])('%s', async (_, change, expected) => {
    const client = await readyClient();
    const first = await client.explain({ ...TOP, targetClass: 'cat' });
    expect(first.timings).toMatchObject({ trunkRuns: 1, headRuns: 1 });
    expect(await runsOf(client, { ...TOP, targetClass: 'cat', ...change })).toEqual(expected);
  });

  test('the top class, asked for by its index', async () => {
    const client = await readyClient();
    const { classIndex } = await client.explain(TOP);
    expect(await runsOf(client, { ...TOP, targetClass: classIndex })).toEqual({ trunk: 0, head: 0 });
  });

  test('another class under smoothing runs heads only', async () => {
    const client = await readyClient();
    const smooth = { method: 'smooth-grad-cam++', samples: 3 };
    await client.explain({ ...smooth, targetClass: 0 });
    expect(await runsOf(client, { ...smooth, targetClass: 1 })).toEqual({ trunk: 0, head: 4 });
  });

  test('more samples run only the new ones', async () => {
    const client = await readyClient();
    const smooth = { method: 'smooth-grad-cam++', targetClass: 0 };
    await client.explain({ ...smooth, samples: 3 });
    expect(await runsOf(client, { ...smooth, samples: 5 })).toEqual({ trunk: 2, head: 2 });
  });
});

test('a smoothed map comes step by step, and the last step is the result', async () => {
  const client = await readyClient();
  const partials: Explanation[] = [];
  const result = await client.explain(
    { method: 'smooth-grad-cam++', targetClass: 'top', layer: 'early', samples: 4, seed: 7 },
    { onProgress: ({ partial }) => partial && partials.push(partial) },
  );
  expect(partials).toHaveLength(4);
  expect(partials[3].map).toEqual(result.map);
  expect(largestDifference(result.map, partials[0].map)).toBeGreaterThan(0);
});

test('the same seed gives the same bits, another seed another map', async () => {
  const client = await readyClient();
  const smooth = { method: 'smooth-grad-cam++', targetClass: 0, layer: 'early', samples: 3 };
  const first = await client.explain({ ...smooth, seed: 1 });
  const other = await client.explain({ ...smooth, seed: 2 });
  const again = await (await readyClient()).explain({ ...smooth, seed: 1 });
  expect(again.map).toEqual(first.map);
  expect(other.map).not.toEqual(first.map);
});

test('without noise smoothing changes nothing', async () => {
  const client = await readyClient();
  const question = { targetClass: 0, layer: 'early' };
  const plain = await client.explain({ ...question, method: 'grad-cam++' });
  const smooth = await client.explain({ ...question, method: 'smooth-grad-cam++', samples: 3, noise: 0 });
  expect(smooth.map).toEqual(plain.map);
});

test('WebGPU agrees with WASM', { timeout: 180_000 }, async () => {
  const gpu = await readyClient({ device: 'webgpu' });
  const cpu = await readyClient({ device: 'wasm' });
  for (const method of ['grad-cam', 'grad-cam++', 'hires-cam', 'layer-cam']) {
    const question = { method, targetClass: 1 };
    const [actual, expected] = [await gpu.explain(question), await cpu.explain(question)];
    expect(actual.device).toBe('webgpu');
    expect(largestDifference(expected.map, actual.map)).toBeLessThan(1e-3);
    expect(actual.score).toBeCloseTo(expected.score, 4);
  }
});

describe('clients that share a worker', () => {
  test('keep their own images and share the model', async () => {
    const data = tinyClassifier();
    const [first, second] = [createClient(), createClient()];
    await Promise.all([first.open({ data, card: TINY_CARD }), second.open({ data, card: TINY_CARD })]);
    first.setImage(await tinyImage());
    second.setImage(await tinyImage(true));
    const [a, b] = await Promise.all([first.explain(TOP), second.explain(TOP)]);
    expect(a.map).not.toEqual(b.map);
    expect(await runsOf(first, TOP)).toEqual({ trunk: 0, head: 0 });
    expect(await first.explain(TOP)).toMatchObject({ map: a.map });
  });

  test('outlive each other', async () => {
    const data = tinyClassifier();
    const [first, second] = [createClient(), createClient()];
    await first.open({ data, card: TINY_CARD });
    await second.open({ data, card: TINY_CARD });
    second.setImage(await tinyImage());
    first.dispose();
    expect(await second.explain(TOP)).toMatchObject({ layer: 'late' });
  });
});

test('a question is answered about the image that it names, whatever is asked meanwhile', async () => {
  const client = await readyClient();
  const first = await client.explain({ ...TOP, targetClass: 0 });
  const asked = client.explain({ method: 'smooth-grad-cam++', targetClass: 0, samples: 3, noise: 0 });
  client.setImage(await tinyImage(true));
  expect((await asked).scores).toEqual(first.scores);
  expect((await client.explain({ ...TOP, targetClass: 0 })).scores).not.toEqual(first.scores);
});

describe('cancelling', () => {
  test('rejects at once and stops between two runs', async () => {
    const client = await readyClient();
    const before = await client.runCounts();
    const controller = new AbortController();
    const question = { method: 'smooth-grad-cam++', targetClass: 0, samples: 400 };
    const asked = client.explain(question, {
      signal: controller.signal,
      onProgress: ({ partial }) => partial && controller.abort(),
    });
    await expect(asked).rejects.toMatchObject({ name: 'AbortError', code: 'aborted' });
    await client.explain({ ...TOP, targetClass: 1 });
    const after = await client.runCounts();
    expect(after.trunk - before.trunk).toBeLessThan(100);
  });

  test('before the start costs nothing', async () => {
    const client = await readyClient();
    const signal = AbortSignal.abort();
    await expect(client.explain(TOP, { signal })).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('mistakes are named:', () => {
  test.each<[string, Partial<ExplainOptions>, RegExp]>([
    ['an unknown method', { method: 'guided-grad-cam' }, /no method "guided-grad-cam".*grad-cam/],
    ['an unknown class', { targetClass: 'horse' }, /no class "horse".*cat; dog/],
    ['a class beyond the last', { targetClass: 4 }, /no class "4".*0 to 3/],
    ['an unknown layer', { layer: 'conv5' }, /no layer "conv5".*late/],
    ['an unknown channel', { channels: [8] }, /no channel 8/],
    ['no samples', { method: 'smooth-grad-cam++', samples: 0 }, /samples is 0.*from 1/],
    ['negative noise', { method: 'smooth-grad-cam++', noise: -1 }, /noise is -1/],
  ])('%s', async (_, change, message) => {
    const client = await readyClient();
    const asked = client.explain({ ...TOP, ...change });
    await expect(asked).rejects.toThrow(message);
    await expect(asked).rejects.toMatchObject({ code: 'bad-option' });
  });
});
