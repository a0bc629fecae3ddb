import { describe, expect, test } from 'vitest';
import { printModel } from '../../src/onnx/codec/print-model.js';
import { boxesOf } from '../../src/components/overlay/labels/draft-boxes.js';
import { rasterHeatmap } from '../../src/components/stage/heatmap-raster.js';
import { COLORMAPS } from '../../src/components/colormaps/registry.js';
import type { InputSpec } from '../../src/models/model-card.js';
import type { Tensor } from '../../src/onnx/graph/model.js';
import type { Explanation } from '../../src/worker/explanation.js';
import { buildModel, floatTensor, int64Tensor, type NodeInput } from '../fixtures/build-model.js';
import { createClient } from './clients.js';
import type { OneSubject } from './one-subject.js';

const SIZE = 64;
/** The image is twice as wide and three times as high as the input. */
const ACROSS = 2;
const DOWN = 3;

const INPUT: InputSpec = {
  ...{ name: 'image', layout: 'NCHW', width: SIZE, height: SIZE, channels: 'GRAY' },
  ...{ range: [0, 1], mean: [0], std: [1], resize: 'stretch' },
};

const ones = (name: string, size: number): Tensor =>
  floatTensor(name, [1, 1, size, size], Array<number>(size * size).fill(1 / (size * size)));

const INITIALIZERS: readonly Tensor[] = [
  ...[2, 3, 4, 5, 7].map((size) => ones(`w${size}`, size)),
  floatTensor('fc', [1, 2], [1, -1]),
  floatTensor('twice', [4], [1, 1, 2, 2]),
  int64Tensor('margin', [8], [0, 0, 0, 0, 0, 0, 1, 1]),
  int64Tensor('from', [2], [8, 12]),
  int64Tensor('to', [2], [SIZE, SIZE]),
  int64Tensor('axes', [2], [2, 3]),
];

const half = { strides: [2, 2] } as const;

/**
 * Networks whose weights are all the same: their fields are symmetric, and are seen where they lie. `coarsest`: pixels from cell to cell where
 * that is most, which no later layer makes finer.
 */
const NETWORKS: readonly (readonly [name: string, coarsest: number, nodes: readonly NodeInput[]])[] = [
  [
    "TensorFlow's padding, three times",
    8,
    [
      ['Conv', ['image', 'w3'], ['a'], { auto_pad: 'SAME_UPPER', ...half }],
      ['Conv', ['a', 'w3'], ['b'], { auto_pad: 'SAME_UPPER', ...half }],
      ['Conv', ['b', 'w5'], ['t'], { auto_pad: 'SAME_UPPER', ...half }],
    ],
  ],
  [
    "PyTorch's padding, three times",
    8,
    [
      ['Conv', ['image', 'w7'], ['a'], { pads: [3, 3, 3, 3], ...half }],
      ['MaxPool', ['a'], ['b'], { kernel_shape: [3, 3], pads: [1, 1, 1, 1], ...half }],
      ['Conv', ['b', 'w3'], ['t'], { pads: [1, 1, 1, 1], ...half }],
    ],
  ],
  [
    'even kernels without padding',
    4,
    [
      ['Conv', ['image', 'w4'], ['a'], half],
      ['Conv', ['a', 'w2'], ['b']],
      ['AveragePool', ['b'], ['t'], { kernel_shape: [2, 2], ...half }],
    ],
  ],
  [
    'a margin of its own, and a pool that rounds up',
    4,
    [
      ['Pad', ['image', 'margin'], ['a']],
      ['Conv', ['a', 'w3'], ['b'], half],
      ['MaxPool', ['b'], ['t'], { kernel_shape: [3, 3], ceil_mode: 1, ...half }],
    ],
  ],
  [
    'dilation without padding',
    2,
    [
      ['Conv', ['image', 'w3'], ['a'], { dilations: [3, 3] }],
      ['Conv', ['a', 'w2'], ['t'], { pads: [1, 1, 0, 0], ...half }],
    ],
  ],
  [
    'a slice',
    2,
    [
      ['Slice', ['image', 'from', 'to', 'axes'], ['a']],
      ['Conv', ['a', 'w3'], ['t'], { pads: [1, 1, 1, 1], ...half }],
    ],
  ],
  [
    'a transposed convolution',
    4,
    [
      ['Conv', ['image', 'w3'], ['a'], { auto_pad: 'SAME_UPPER', ...half }],
      ['Conv', ['a', 'w3'], ['b'], { auto_pad: 'SAME_UPPER', ...half }],
      ['ConvTranspose', ['b', 'w3'], ['t'], { pads: [1, 1, 1, 1], output_padding: [1, 1], ...half }],
    ],
  ],
  [
    'a resize',
    4,
    [
      ['Conv', ['image', 'w5'], ['a'], { auto_pad: 'SAME_UPPER', strides: [4, 4] }],
      ['Resize', ['a', '', 'twice'], ['t'], { mode: 'linear', coordinate_transformation_mode: 'asymmetric' }],
    ],
  ],
];

async function clientOf(nodes: readonly NodeInput[], image: ImageBitmap): Promise<OneSubject> {
  const model = buildModel({
    inputs: { image: [1, 1, SIZE, SIZE] },
    outputs: { logits: [1, 2] },
    initializers: INITIALIZERS,
    nodes: [
      ...nodes,
      ['Relu', ['t'], ['features']],
      ['GlobalAveragePool', ['features'], ['pool']],
      ['Flatten', ['pool'], ['flat']],
      ['Gemm', ['flat', 'fc'], ['logits']],
    ],
  });
  const client = createClient();
  const card = { input: INPUT, labels: ['bright', 'dark'], layer: 'features' };
  await client.open({ data: new Blob([printModel(model)]), card });
  client.setImage(image);
  return client;
}

/** Black with one white square, in pixels of the model's input. */
async function dotAt(x: number, y: number, side: number): Promise<ImageBitmap> {
  const context = new OffscreenCanvas(SIZE * ACROSS, SIZE * DOWN).getContext('2d')!;
  context.fillStyle = 'black';
  context.fillRect(0, 0, SIZE * ACROSS, SIZE * DOWN);
  context.fillStyle = 'white';
  context.fillRect((x - side / 2) * ACROSS, (y - side / 2) * DOWN, side * ACROSS, side * DOWN);
  return createImageBitmap(context.canvas);
}

const QUESTION = { method: 'grad-cam', targetClass: 'bright' } as const;
const SIDE = 4;
const DOTS = [
  [30, 34],
  [37, 41],
] as const;

/** The centre of mass of what is above half of the maximum in what is drawn, in pixels of the image. */
function peakOf(explanation: Explanation): readonly [number, number] {
  const { imageWidth: width, imageHeight: height } = explanation;
  const canvas = rasterHeatmap(explanation, COLORMAPS.viridis, { width, height });
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
  let [sum, x, y] = [0, 0, 0];
  for (let i = 0; i < width * height; i++) {
    const alpha = Math.max(0, data[4 * i + 3] - 0.5 * 255);
    sum += alpha;
    x += alpha * ((i % width) + 0.5);
    y += alpha * (Math.floor(i / width) + 0.5);
  }
  return [x / sum, y / sum];
}

describe.each(NETWORKS)('%s', (_, coarsest, nodes) => {
  test.each(DOTS)('a dot at %d, %d is drawn and drafted where it is', async (x, y) => {
    const client = await clientOf(nodes, await dotAt(x, y, SIDE));
    const explanation = await client.explain(QUESTION);
    expect(explanation.inputRect).toEqual({ x: 0, y: 0, width: SIZE * ACROSS, height: SIZE * DOWN });
    const cell = { x: coarsest * ACROSS, y: coarsest * DOWN };
    const [drawnX, drawnY] = peakOf(explanation);
    // A quarter of a cell: what the place of the dot between two cells' centres makes.
    expect(Math.abs(drawnX - x * ACROSS)).toBeLessThan(cell.x / 4);
    expect(Math.abs(drawnY - y * DOWN)).toBeLessThan(cell.y / 4);
    const [box] = boxesOf(explanation, 'test', { threshold: 0.5 });
    expect(Math.abs(box.x + box.width / 2 - x * ACROSS)).toBeLessThan(cell.x / 3);
    expect(Math.abs(box.y + box.height / 2 - y * DOWN)).toBeLessThan(cell.y / 3);
  });

  test('a region over the dot holds it, and one beside it does not', async () => {
    const [x, y] = DOTS[0];
    const client = await clientOf(nodes, await dotAt(x, y, SIDE));
    const { mapRect, mapWidth, mapHeight, map } = await client.explain(QUESTION);
    const peak = map.indexOf(Math.max(...map));
    const cell = { width: mapRect.width / mapWidth, height: mapRect.height / mapHeight };
    const column = peak % mapWidth;
    const region = {
      x: mapRect.x + column * cell.width,
      y: mapRect.y + ((peak - column) / mapWidth) * cell.height,
      ...cell,
    };
    const inside = await client.explain({ ...QUESTION, region });
    expect([...inside.map.keys()].filter((i) => inside.map[i] > 0)).toEqual([peak]);
    const whole = { x: 0, y: 0, width: SIZE * ACROSS, height: SIZE * DOWN };
    expect((await client.explain({ ...QUESTION, region: whole })).map).toEqual(map);
  });
});

test('the layers of a model, and its feature maps, say where their cells lie', async () => {
  const [, , nodes] = NETWORKS[0];
  const client = await clientOf(nodes, await dotAt(30, 34, SIDE));
  const { mapRect, inputRect } = await client.explain(QUESTION);
  expect(await client.featureMaps({ ...QUESTION, count: 1 })).toMatchObject({ mapRect, inputRect });
  // Each layer looks one cell further than it has padding in front: (3 - 1) / 2 - 0, twice, and (5 - 1) / 2 - 1.
  expect(mapRect.x).toBeCloseTo((0.5 + 1 + 2 + 4 - 4) * ACROSS, 9);
  expect(mapRect.y).toBeCloseTo((0.5 + 1 + 2 + 4 - 4) * DOWN, 9);
});
