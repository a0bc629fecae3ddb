import { expect, test } from 'vitest';
import { printModel } from '../../src/onnx/codec/print-model.js';
import {
  buildModel,
  floatTensor,
  int64Tensor,
  seededNumbers,
  type NodeInput,
} from '../fixtures/build-model.js';
import { createClient } from './clients.js';
import { largestDifference } from './largest-difference.js';
import { tinyImage } from './tiny-classifier.js';
import type { OneSubject } from './one-subject.js';
import { BYTES } from './typed-classifier.js';

const MIRROR: NodeInput = ['Slice', ['image', 'minus', 'least', 'axis', 'minus'], ['mirrored']];

const branch = (from: string, to: string): NodeInput[] => [
  ['Conv', [from, 'w'], [`${to}/conv`], { pads: [1, 1, 1, 1], strides: [2, 2] }],
  ['Relu', [`${to}/conv`], [to]],
];

async function clientOf(nodes: readonly NodeInput[]): Promise<OneSubject> {
  const model = buildModel({
    inputs: { image: [1, 3, 32, 32] },
    outputs: ['logits'],
    initializers: [
      floatTensor('w', [6, 3, 3, 3], seededNumbers(162)),
      floatTensor('fc', [6, 4], seededNumbers(24, 2)),
      int64Tensor('minus', [1], [-1]),
      int64Tensor('least', [1], [-(2 ** 31)]),
      int64Tensor('axis', [1], [3]),
      int64Tensor('shape', [2], [1, 4]),
    ],
    nodes,
  });
  const client = createClient();
  await client.open({ data: new Blob([printModel(model)]), card: { input: { ...BYTES, range: [0, 1] } } });
  client.setImage(await tinyImage());
  return client;
}

const plain = (): Promise<OneSubject> =>
  clientOf([
    ...branch('image', 'features'),
    ['ReduceMean', ['features'], ['pool'], { axes: [2, 3], keepdims: 0 }],
    ['MatMul', ['pool', 'fc'], ['logits']],
  ]);

const ensemble = (): Promise<OneSubject> =>
  clientOf([
    ...branch('image', 'features'),
    MIRROR,
    ...branch('mirrored', 'other'),
    ['ReduceMean', ['features'], ['a'], { axes: [2, 3], keepdims: 0 }],
    ['ReduceMean', ['other'], ['b'], { axes: [2, 3], keepdims: 0 }],
    ['Add', ['a', 'b'], ['pool']],
    ['MatMul', ['pool', 'fc'], ['logits']],
  ]);

const batch = (): Promise<OneSubject> =>
  clientOf([
    MIRROR,
    ['Concat', ['image', 'mirrored'], ['views'], { axis: 0 }],
    ...branch('views', 'features'),
    ['ReduceMean', ['features'], ['pool'], { axes: [0, 2, 3], keepdims: 0 }],
    ['MatMul', ['pool', 'fc'], ['vector']],
    ['Reshape', ['vector', 'shape'], ['logits']],
  ]);

const CLASS = { targetClass: 'top' } as const;

test('an ensemble with a mirrored branch is explained where the image is as it is', async () => {
  const [whole, parts] = [await plain(), await ensemble()];
  const { map, layer, notes } = await parts.explain({ method: 'layer-cam', ...CLASS });
  expect([layer, notes]).toEqual(['features', undefined]);
  const alone = await whole.explain({ method: 'layer-cam', ...CLASS });
  expect(largestDifference(map, alone.map)).toBeLessThan(1e-5);
  const asked = await parts.explain({ method: 'layer-cam', layer: 'other', ...CLASS });
  expect(asked.notes).toEqual([
    expect.stringMatching(/mirrors, turns, .* in front of the layer "other".* Choose another layer/),
  ]);
});

test('a model with no other layer says so', async () => {
  const mirrored = await clientOf([
    MIRROR,
    ...branch('mirrored', 'features'),
    ['ReduceMean', ['features'], ['pool'], { axes: [2, 3], keepdims: 0 }],
    ['MatMul', ['pool', 'fc'], ['logits']],
  ]);
  const { notes } = await mirrored.explain({ method: 'layer-cam', ...CLASS });
  expect(notes?.join()).toMatch(/has no other layer: export the model without that step/);
});

test.each(['layer-cam', 'grad-cam', 'eigen-cam', 'ablation-cam', 'score-cam', 'smooth-grad-cam++'])(
  'views in one batch are explained at the first one, by %s',
  async (method) => {
    const views = await batch();
    const { map, mapWidth, mapHeight, empty } = await views.explain({ method, ...CLASS });
    expect([mapWidth, mapHeight, map.length, empty]).toEqual([16, 16, 256, false]);
    if (method !== 'layer-cam') return;
    const alone = await (await plain()).explain({ method, ...CLASS });
    expect(
      largestDifference(
        map.map((value) => 2 * value),
        alone.map,
      ),
    ).toBeLessThan(1e-5);
  },
);
