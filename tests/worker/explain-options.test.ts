import { describe, expect, test } from 'vitest';
import { CAM_METHODS } from '../../src/cam/cam-methods.js';
import { FUSIONS, fuseMaps, type FusionName } from '../../src/cam/fuse-maps.js';
import type { CamMap } from '../../src/cam/layer-tensors.js';
import { DataType } from '../../src/onnx/graph/model.js';
import { printModel } from '../../src/onnx/codec/print-model.js';
import type { InputSpec } from '../../src/models/model-card.js';
import type { Explanation, ExplainOptions } from '../../src/worker/explanation.js';
import type { OneSubject } from './one-subject.js';
import {
  buildModel,
  floatTensor,
  int64Tensor,
  seededNumbers,
  type ModelInput,
  type NodeInput,
} from '../fixtures/build-model.js';
import { createClient, readyClient, runsOf } from './clients.js';
import { largestDifference } from './largest-difference.js';
import { TINY_CARD, tinyImage } from './tiny-classifier.js';

/** What the options of a question mean, on a small network of 8 channels at `early` (16 x 16) and `late` (8 x 8). */
const CAT = { method: 'grad-cam', targetClass: 'cat' } as const;

const mapOf = ({ map, mapWidth, mapHeight }: Explanation): CamMap => ({
  data: map,
  width: mapWidth,
  height: mapHeight,
});

describe('several layers', () => {
  test.each(Object.keys(FUSIONS) as FusionName[])('%s of both', async (fusion) => {
    const client = await readyClient();
    const early = await client.explain({ ...CAT, layer: 'early' });
    const late = await client.explain({ ...CAT, layer: 'late' });
    const fused = await client.explain({ ...CAT, layers: ['early', 'late'], fusion });
    expect(fused).toMatchObject({
      mapWidth: 16,
      mapHeight: 16,
      layer: 'early + late',
      layers: ['early', 'late'],
    });
    expect(fused.map).toEqual(fuseMaps([mapOf(early), mapOf(late)], fusion).data);
  });

  test('one layer in the list is that layer', async () => {
    const client = await readyClient();
    const alone = await client.explain({ ...CAT, layer: 'early' });
    expect(await client.explain({ ...CAT, layers: ['early'] })).toMatchObject({
      map: alone.map,
      layer: 'early',
    });
  });

  test('come one after another', async () => {
    const client = await readyClient();
    const partials: Explanation[] = [];
    const result = await client.explain(
      { ...CAT, layers: ['late', 'early'] },
      { onProgress: ({ partial }) => partial && partials.push(partial) },
    );
    expect(partials).toHaveLength(2);
    expect(partials[1].map).toEqual(result.map);
  });
});

describe('several classes', () => {
  test('are the maps of each, for a run of the head each', async () => {
    const client = await readyClient();
    const before = await client.runCounts();
    const explanation = await client.explain({ ...CAT, classes: ['dog', 3] });
    const after = await client.runCounts();
    expect([after.trunk - before.trunk, after.head - before.head]).toEqual([1, 3]);
    expect(explanation.classes?.map(({ label }) => label)).toEqual(['dog', 'owl']);
    for (const part of explanation.classes ?? []) {
      const alone = await client.explain({ ...CAT, targetClass: part.classIndex });
      expect(part).toMatchObject({ map: alone.map, score: alone.score, empty: alone.empty });
    }
  });
});

describe('contrast', () => {
  const hires = { method: 'hires-cam', layer: 'early' } as const;

  test('costs a run of the head', async () => {
    const client = await readyClient();
    await client.explain(CAT);
    expect(await runsOf(client, { ...CAT, versus: 'dog' })).toEqual({ trunk: 0, head: 1 });
    expect(await runsOf(client, { ...CAT, versus: 'dog' })).toEqual({ trunk: 0, head: 0 });
  });

  test('of a against b and of b against a share no neuron', async () => {
    const client = await readyClient();
    const ab = await client.explain({ ...hires, targetClass: 'cat', versus: 'dog' });
    const ba = await client.explain({ ...hires, targetClass: 'dog', versus: 'cat' });
    expect(ab).toMatchObject({ classIndex: 0, versus: 1 });
    expect(ab.map.every((value, i) => value === 0 || ba.map[i] < 1e-4 * Math.max(...ba.map))).toBe(true);
    expect(Math.max(...ab.map) > 0 || Math.max(...ba.map) > 0).toBe(true);
  });

  test('of the top class', async () => {
    const client = await readyClient();
    const top = await client.explain({ ...hires, targetClass: 'top' });
    const versus = (top.classIndex + 1) % 4;
    const named = await client.explain({ ...hires, targetClass: top.classIndex, versus });
    expect((await client.explain({ ...hires, targetClass: 'top', versus })).map).toEqual(named.map);
  });
});

describe('a part of the layer', () => {
  test('ranges of channels are their indices', async () => {
    const client = await readyClient();
    const listed = await client.explain({ ...CAT, layer: 'early', channels: [0, 2, 3, 4, 7] });
    const ranged = await client.explain({ ...CAT, layer: 'early', channels: [[2, 4], 0, 7] });
    expect(ranged.map).toEqual(listed.map);
  });

  test('as many strongest channels as there are give the whole', async () => {
    const client = await readyClient();
    const whole = await client.explain({ ...CAT, layer: 'early' });
    expect((await client.explain({ ...CAT, layer: 'early', channels: { strongest: 8 } })).map).toEqual(
      whole.map,
    );
    const part = await client.explain({ ...CAT, layer: 'early', channels: { strongest: 2 } });
    expect(largestDifference(whole.map, part.map)).toBeGreaterThan(0.01);
  });

  test('cells of the grid are the rectangle over them', async () => {
    const client = await readyClient();
    // 64 x 48 pixels over 8 x 8 cells.
    const rectangle = await client.explain({ ...CAT, region: { x: 8, y: 6, width: 16, height: 6 } });
    const cells = await client.explain({
      ...CAT,
      region: [
        [1, 1],
        [1, 2],
      ],
    });
    expect(cells.map).toEqual(rectangle.map);
  });
});

describe('smoothing a method that is none', () => {
  const early = { ...CAT, layer: 'early', samples: 3, seed: 5 } as const;

  test.each(['grad-cam', 'layer-cam', 'eigen-cam', 'gradient', 'ablation-cam'])(
    '%s: without noise nothing changes',
    async (method) => {
      const client = await readyClient();
      const plain = await client.explain({ ...CAT, layer: 'early', method });
      const smooth = await client.explain({ ...early, method, noise: 0 });
      expect(smooth.map).toEqual(plain.map);
    },
  );

  test.each(['derivatives', 'maps'] as const)('averaging %s refines one map', async (average) => {
    const client = await readyClient();
    const partials: Explanation[] = [];
    const result = await client.explain(
      { ...early, method: 'hires-cam', average },
      { onProgress: ({ partial }) => partial && partials.push(partial) },
    );
    expect(result.timings).toMatchObject({ trunkRuns: 4, headRuns: 4 });
    expect(partials).toHaveLength(3);
    expect(partials[2].map).toEqual(result.map);
    expect(partials[0].map).not.toEqual(result.map);
  });

  test('is of derivatives for cells with weights of their own, else of maps', async () => {
    const client = await readyClient();
    for (const [method, same] of [
      ['hires-cam', 'derivatives'],
      ['grad-cam', 'maps'],
    ] as const) {
      const question = { ...early, targetClass: 'dog', method };
      const standard = await client.explain(question);
      const derivatives = await client.explain({ ...question, average: 'derivatives' });
      const maps = await client.explain({ ...question, average: 'maps' });
      expect(standard.empty).toBe(false);
      expect(derivatives.map).not.toEqual(maps.map);
      expect(standard.map).toEqual((same === 'maps' ? maps : derivatives).map);
    }
  });

  test('the same seed gives the same bits', async () => {
    const question = { ...early, method: 'hires-cam' };
    const first = await (await readyClient()).explain(question);
    const client = await readyClient();
    expect((await client.explain(question)).map).toEqual(first.map);
    expect((await client.explain({ ...question, seed: 6 })).map).not.toEqual(first.map);
  });

  test('stops between two runs', async () => {
    const client = await readyClient();
    const before = await client.runCounts();
    const controller = new AbortController();
    const asked = client.explain(
      { ...early, method: 'ablation-cam', samples: 400 },
      { signal: controller.signal, onProgress: ({ partial }) => partial && controller.abort() },
    );
    await expect(asked).rejects.toMatchObject({ code: 'aborted' });
    await client.explain(CAT);
    expect((await client.runCounts()).trunk - before.trunk).toBeLessThan(100);
  });
});

describe('by perturbation', () => {
  test('ablation-cam runs the head in batches, and another class its gradient only', async () => {
    const client = await readyClient();
    await client.explain(CAT);
    // One batch to see that images of a batch do not mix, one of the 8 channels.
    expect(await runsOf(client, { ...CAT, method: 'ablation-cam' })).toEqual({ trunk: 0, head: 2 });
    expect(await runsOf(client, { ...CAT, method: 'ablation-cam', targetClass: 'dog' })).toEqual({
      trunk: 0,
      head: 1,
    });
  });

  test('score-cam runs the trunk for every channel, once for all classes', async () => {
    const client = await readyClient();
    await client.explain(CAT);
    expect(await runsOf(client, { ...CAT, method: 'score-cam', channels: { strongest: 5 } })).toEqual({
      trunk: 5,
      head: 2,
    });
    expect(
      await runsOf(client, { ...CAT, method: 'score-cam', channels: { strongest: 5 }, targetClass: 'dog' }),
    ).toEqual({ trunk: 0, head: 1 });
  });

  test('no channel gives an empty map', async () => {
    const client = await readyClient();
    for (const method of ['ablation-cam', 'score-cam'])
      expect(await client.explain({ ...CAT, method, channels: [] })).toMatchObject({ empty: true });
  });

  test('a score that mixes the images of a batch, or a file for one image, is run image by image', async () => {
    const explained = async (...nodes: readonly NodeInput[]): Promise<Explanation> =>
      (await readyWith(smallModel(nodes))).explain({ ...CAT, method: 'ablation-cam', layer: 'late' });
    const gemm: NodeInput = ['Gemm', ['flat', 'w2'], ['logits'], { transB: 1 }];
    const twice = await explained(['Flatten', ['late'], ['once']], ['Add', ['once', 'once'], ['flat']], gemm);
    const mixed = await explained(
      ['Flatten', ['late'], ['once']],
      ['ReduceMean', ['once'], ['mean'], { axes: [0] }],
      ['Add', ['once', 'mean'], ['flat']],
      gemm,
    );
    const fixed = await explained(
      ['Reshape', ['late', 'one'], ['once']],
      ['Add', ['once', 'once'], ['flat']],
      gemm,
    );
    expect(largestDifference(twice.map, mixed.map)).toBeLessThan(1e-5);
    expect(largestDifference(twice.map, fixed.map)).toBeLessThan(1e-5);
    expect(twice.timings.headRuns).toBe(3);
    expect(mixed.timings.headRuns).toBe(6);
    expect(fixed.timings.headRuns).toBe(5);
  });
});

test('a file for several images at once explains one', async () => {
  const head: readonly NodeInput[] = [
    ['Reshape', ['late', 'one'], ['flat']],
    ['Gemm', ['flat', 'w2'], ['logits'], { transB: 1 }],
  ];
  const [one, three] = [await readyWith(smallModel(head)), await readyWith(smallModel(head, false, 3))];
  for (const method of ['grad-cam', 'ablation-cam']) {
    const question = { ...CAT, method, layer: 'late' };
    const { map } = await one.explain(question);
    expect(largestDifference((await three.explain(question)).map, map)).toBeLessThan(1e-5);
  }
});

test.each(['FLOAT16', 'UINT8', 'DOUBLE'] as const)('an image of type %s gives the same map', async (type) => {
  const bytes: Partial<InputSpec> = { range: [0, 255], mean: [0, 0, 0], std: [1, 1, 1] };
  const inputs = { image: { name: 'image', dataType: DataType[type], dims: [1, 3, 16, 16] } };
  const model = (of: ModelInput['inputs']): Blob =>
    new Blob([
      printModel(
        buildModel({
          inputs: of,
          outputs: { logits: [1, 4] },
          initializers: [
            floatTensor('w1', [4, 3, 3, 3], seededNumbers(108, 1)),
            floatTensor('w2', [4, 784], seededNumbers(3136, 2)),
          ],
          nodes: [
            ['Cast', ['image'], ['float'], { to: DataType.FLOAT }],
            ['Conv', ['float', 'w1'], ['conv']],
            ['Relu', ['conv'], ['late']],
            ['Flatten', ['late'], ['flat']],
            ['Gemm', ['flat', 'w2'], ['logits'], { transB: 1 }],
          ],
        }),
      ),
    ]);
  const plain = await (await readyWith(model({ image: [1, 3, 16, 16] }), bytes)).explain(CAT);
  const typed = await (await readyWith(model(inputs), bytes)).explain(CAT);
  expect(Math.max(...plain.map)).toBeGreaterThan(1);
  expect(largestDifference(typed.map, plain.map)).toBeLessThan(1e-4);
});

describe('at the input', () => {
  test.each(['gradient', 'gradient-x-input', 'smooth-grad'])(
    '%s has the resolution of the input',
    async (method) => {
      const client = await readyClient();
      const explanation = await client.explain({ ...CAT, method, layer: 'early' });
      expect(explanation).toMatchObject({ mapWidth: 16, mapHeight: 16, layer: 'image', empty: false });
      expect(explanation.timings.trunkRuns).toBe(0);
    },
  );

  test('smooth-grad without noise is the gradient', async () => {
    const client = await readyClient();
    const plain = await client.explain({ ...CAT, method: 'gradient' });
    expect((await client.explain({ ...CAT, method: 'smooth-grad', samples: 2, noise: 0 })).map).toEqual(
      plain.map,
    );
  });

  test('channels last give the same maps', async () => {
    const first = await readyWith(smallModel(FLAT));
    const last = await readyWith(smallModel(FLAT, true), { layout: 'NHWC' });
    for (const method of ['gradient', 'gradient-x-input', 'score-cam']) {
      const [a, b] = [
        await first.explain({ ...CAT, method }),
        await last.explain({ ...CAT, method, layer: 'late' }),
      ];
      expect(largestDifference(a.map, b.map)).toBeLessThan(1e-5);
    }
  });
});

describe('cam', () => {
  test('is Grad-CAM times the cells, behind pooling and one linear layer', async () => {
    const client = await readyWith(
      smallModel([
        ['GlobalAveragePool', ['late'], ['pooled']],
        ['Flatten', ['pooled'], ['flat']],
        ['Gemm', ['flat', 'w3'], ['logits'], { transB: 1 }],
      ]),
    );
    const cam = await client.explain({ ...CAT, method: 'cam', layer: 'late' });
    const gradCam = await client.explain({ ...CAT, layer: 'late' });
    expect(
      largestDifference(
        cam.map,
        gradCam.map.map((value) => 256 * value),
      ),
    ).toBeLessThan(1e-5);
  });
});

test('one class, one channel, one cell: every method gives a finite map', async () => {
  const model = buildModel({
    inputs: { image: [1, 3, 16, 16] },
    outputs: { logits: [1, 1] },
    initializers: [floatTensor('w1', [1, 3, 16, 16], seededNumbers(768, 3)), floatTensor('w2', [1, 1], [2])],
    nodes: [
      ['Conv', ['image', 'w1'], ['c1']],
      ['Relu', ['c1'], ['late']],
      ['GlobalAveragePool', ['late'], ['pooled']],
      ['Flatten', ['pooled'], ['flat']],
      ['Gemm', ['flat', 'w2'], ['logits'], { transB: 1 }],
    ],
  });
  const client = createClient();
  const card = { ...TINY_CARD, labels: ['cat'], layer: 'late' };
  await client.open({ data: new Blob([printModel(model)]), card });
  client.setImage(await tinyImage());
  for (const method of Object.keys(CAM_METHODS)) {
    const { map, classIndex, empty } = await client.explain({ method, targetClass: 'top' });
    expect([method, classIndex, map.every(Number.isFinite)]).toEqual([method, 0, true]);
    expect([method, empty]).toEqual([method, !map.some((value) => value > 0)]);
  }
});

describe('what means the same', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['an empty list of layers and none', { layers: [] }, {}],
    ['a layer named twice and once', { layers: ['early', 'early'] }, { layers: ['early'] }],
    [
      'a channel named twice and once',
      { method: 'score-cam', channels: [1, 2, [1, 2]] },
      { method: 'score-cam', channels: [1, 2] },
    ],
    ['more channels than there are and all', { channels: { strongest: 99 } }, {}],
    ['a region larger than the image and none', { region: { x: -9, y: -9, width: 900, height: 900 } }, {}],
    ['digits and the index', { targetClass: '1' }, { targetClass: 1 }],
    ['seeds with the same lower 32 bits', { samples: 2, seed: 2 ** 32 + 7 }, { samples: 2, seed: 7 }],
  ])('%s', async (_, one, other) => {
    const client = await readyClient();
    const { map } = await client.explain({ ...CAT, ...one });
    expect((await client.explain({ ...CAT, ...other })).map).toEqual(map);
  });

  test('no channels and no cells: an empty map', async () => {
    const client = await readyClient();
    for (const nothing of [{ channels: [] }, { region: [] }])
      expect(await client.explain({ ...CAT, ...nothing })).toMatchObject({ empty: true });
  });
});

/** Options as a page without types may give them. */
type Anything = Readonly<Record<string, unknown>>;

const MISTAKES: readonly (readonly [Anything, RegExp])[] = [
  [{ method: 'deep-dream' }, /no method "deep-dream".*grad-cam/],
  [{ method: undefined }, /no method "undefined"/],
  [{ method: 'cam' }, /global average pooling.*grad-cam/],
  [{ targetClass: 'horse' }, /no class "horse".*a label, or "top"/],
  [{ targetClass: '' }, /no class ""/],
  [{ targetClass: 4 }, /no class "4".*0 to 3/],
  [{ targetClass: null }, /no class "null"/],
  ...['top', 'horse', '', Number.NaN, -1, 1.5, 4, null, '-1', {}].flatMap((wanted): [Anything, RegExp][] => [
    [{ versus: wanted }, /no class .*an index from 0 to 3, or a label/],
    [{ classes: [0, wanted] }, /no class .*an index from 0 to 3, or a label/],
  ]),
  [{ versus: 'top' }, /`top` is only for `targetClass`/],
  [{ versus: 'cat' }, /contrasted with itself/],
  [{ versus: 'dog', classes: ['dog'] }, /contrasted with itself/],
  [{ classes: [undefined] }, /no class "undefined"/],
  [{ classes: 'dog' }, /classes is dog.*list/],
  [{ classes: 1 }, /classes is 1.*list/],
  [{ classes: { 0: 'dog' } }, /classes is .*list/],
  [{ layer: 'conv9' }, /no layer "conv9"/],
  [{ layer: '' }, /no layer ""/],
  [{ layer: 5 }, /no layer "5"/],
  [{ layers: ['early', 'conv9'] }, /no layer "conv9"/],
  [{ layers: 'early' }, /layers is early.*list/],
  [{ layers: ['early', undefined] }, /list of names/],
  [{ layers: ['early', 'late'], fusion: 'sum' }, /no fusion "sum".*mean, max, product/],
  [{ fusion: 'toString' }, /no fusion "toString"/],
  [{ layers: ['early', 'late'], channels: [1] }, /strongest/],
  [{ layers: ['early', 'late'], region: [[0, 0]] }, /rectangle/],
  ...['all', 3, true, null].map((channels): [Anything, RegExp] => [{ channels }, /channels is .*list/]),
  [{ channels: [8] }, /no channel 8.*0 to 7/],
  [{ channels: [-1] }, /no channel -1/],
  [{ channels: [1.5] }, /no channel 1.5/],
  [{ channels: [null] }, /no channel null/],
  [{ channels: ['3'], method: 'ablation-cam' }, /no channel 3/],
  [{ channels: [8], method: 'ablation-cam' }, /no channel 8/],
  [{ channels: [3], method: 'gradient' }, /no channel 3.*0 to 2/],
  [{ channels: [[5, 2]] }, /\[5, 2\] is not a range/],
  [{ channels: [[1, 2.5]] }, /not a range/],
  [{ channels: [[1]] }, /not a range/],
  [{ channels: [[0, 1e12]] }, /no channel 1000000000000/],
  ...[0, -1, 1.5, Number.NaN, '5', undefined].map((strongest): [Anything, RegExp] => [
    { channels: { strongest } },
    /strongest is .*whole number from 1/,
  ]),
  ...['0, 0, 5, 5', 7, null].map((region): [Anything, RegExp] => [{ region }, /region is .*width, height/]),
  ...[
    {},
    { x: Number.NaN, y: 0, width: 9, height: 9 },
    { x: 0, y: 0, width: Infinity, height: 9 },
    { x: 0, y: 0, width: 0, height: 9 },
    { x: 20, y: 20, width: -9, height: -9 },
    { x: 64, y: 0, width: 9, height: 9 },
    { x: -9, y: 0, width: 9, height: 9 },
    { x: '0', y: 0, width: 9, height: 9 },
  ].map((region): [Anything, RegExp] => [{ region }, /no part of the image.*64 x 48/]),
  ...[[[8, 0]], [[-1, 0]], [[0.5, 0]], [[0]], [0], [null]].map((region): [Anything, RegExp] => [
    { region },
    /grid is 8 x 8.*\[row, column\]/,
  ]),
  ...[0, -1, 1.5, Number.NaN, 1e9, Infinity, '5', null].flatMap((samples): [Anything, RegExp][] => [
    [{ samples }, /samples is .*from 1 to 10000/],
    [{ samples, method: 'smooth-grad-cam++' }, /samples is .*from 1 to 10000/],
  ]),
  ...[Number.NaN, -0.1, 2, Infinity, '0.1'].map((noise): [Anything, RegExp] => [
    { noise },
    /noise is .*from 0 to 1/,
  ]),
  ...[Number.NaN, 1.5, Infinity, '7'].map((seed): [Anything, RegExp] => [{ seed }, /seed is .*whole number/]),
  [{ samples: 2, average: 'medians' }, /no average "medians".*derivatives, maps/],
  [{ samples: 2, average: 'derivatives', method: 'eigen-cam' }, /no derivatives/],
];

describe('mistakes are named', () => {
  test.each(MISTAKES)('%j', async (change, message) => {
    const client = await readyClient();
    const before = await client.runCounts();
    const asked = client.explain({ ...CAT, ...change });
    await expect(asked).rejects.toThrow(message);
    await expect(asked).rejects.toMatchObject({ code: 'bad-option' });
    const after = await client.runCounts();
    // Only what the class is may take a run to find out.
    if (!message.source.includes('itself')) expect(after).toEqual(before);
  });

  test('no options at all', async () => {
    const client = await readyClient();
    const asked = client.explain(undefined as unknown as ExplainOptions);
    await expect(asked).rejects.toMatchObject({ code: 'bad-option' });
  });
});

const FLAT: readonly NodeInput[] = [
  ['Flatten', ['late'], ['flat']],
  ['Gemm', ['flat', 'w2'], ['logits'], { transB: 1 }],
];

/** One convolution and a ReLU, `late` [1, 4, 16, 16], and what follows. */
function smallModel(head: readonly NodeInput[], channelsLast = false, batch = 1): Blob {
  const shape = channelsLast ? [batch, 16, 16, 3] : [batch, 3, 16, 16];
  const turn: readonly NodeInput[] = channelsLast
    ? [['Transpose', ['image'], ['x'], { perm: [0, 3, 1, 2] }]]
    : [];
  const model = buildModel({
    inputs: { image: shape },
    outputs: { logits: [batch, 4] },
    initializers: [
      floatTensor('w1', [4, 3, 3, 3], seededNumbers(4 * 27, 1)),
      floatTensor('w2', [4, 1024], seededNumbers(4096, 2)),
      floatTensor('w3', [4, 4], seededNumbers(16, 3)),
      int64Tensor('one', [2], [batch, 1024]),
    ],
    nodes: [
      ...turn,
      ['Conv', [channelsLast ? 'x' : 'image', 'w1'], ['c1'], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }],
      ['Relu', ['c1'], ['late']],
      ...head,
    ],
  });
  return new Blob([printModel(model)]);
}

async function readyWith(data: Blob, input: Partial<typeof TINY_CARD.input> = {}): Promise<OneSubject> {
  const client = createClient();
  await client.open({ data, card: { ...TINY_CARD, input: { ...TINY_CARD.input, ...input } } });
  client.setImage(await tinyImage());
  return client;
}
