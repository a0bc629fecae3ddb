import { describe, expect, test } from 'vitest';
import { printModel } from '../../src/onnx/codec/print-model.js';
import type { Rectangle } from '../../src/geometry/rectangle.js';
import type { InputSpec } from '../../src/models/model-card.js';
import type { Explanation } from '../../src/worker/explanation.js';
import { buildModel, floatTensor, type NodeInput } from '../fixtures/build-model.js';
import { createClient } from './clients.js';

const SIZE = 32;

/**
 * A detector of red whose layer `red` is the image's red channel less half of the others, at a quarter of the input's
 * size: what its map shows, and where, is known beforehand.
 */
function redDetector({ layout, channels }: InputSpec): Blob {
  const order = channels === 'RGB' ? [1, -0.5, -0.5] : [-0.5, -0.5, 1];
  const shape = layout === 'NCHW' ? [1, 3, SIZE, SIZE] : [1, SIZE, SIZE, 3];
  const nodes: NodeInput[] = [
    ...(layout === 'NHWC' ? [['Transpose', ['image'], ['nchw'], { perm: [0, 3, 1, 2] }] as const] : []),
    ['Conv', [layout === 'NHWC' ? 'nchw' : 'image', 'w'], ['mixed']],
    ['AveragePool', ['mixed'], ['small'], { kernel_shape: [2, 2], strides: [2, 2] }],
    ['Relu', ['small'], ['red']],
    ['GlobalAveragePool', ['red'], ['pooled']],
    ['Flatten', ['pooled'], ['flat']],
    ['Gemm', ['flat', 'fc'], ['logits']],
  ];
  const initializers = [floatTensor('w', [1, 3, 1, 1], order), floatTensor('fc', [1, 2], [1, -1])];
  return new Blob([
    printModel(buildModel({ inputs: { image: shape }, outputs: { logits: [1, 2] }, initializers, nodes })),
  ]);
}

function specOf(parts: Partial<InputSpec>): InputSpec {
  return {
    ...{ name: 'image', layout: 'NCHW', width: SIZE, height: SIZE, channels: 'RGB' },
    ...{ range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1], resize: 'stretch' },
    ...parts,
  };
}

/** Grey with one red rectangle. */
async function imageOf(width: number, height: number, red: Rectangle): Promise<ImageBitmap> {
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  context.fillStyle = 'rgb(128 128 128)';
  context.fillRect(0, 0, width, height);
  context.fillStyle = 'rgb(255 0 0)';
  context.fillRect(red.x, red.y, red.width, red.height);
  return createImageBitmap(context.canvas);
}

/**
 * Where the map's mass lies: its centre and, from the variance (with Sheppard's correction for cells), its extent were
 * it a rectangle; in the image's pixels.
 */
function locate({ map, mapWidth, mapHeight, mapRect }: Explanation): Rectangle {
  const axis = (at: (i: number) => number, cells: number, from: number, size: number): [number, number] => {
    const total = map.reduce((sum, value) => sum + value, 0);
    const mean = map.reduce((sum, value, i) => sum + value * (at(i) + 0.5), 0) / total;
    const variance =
      map.reduce((sum, value, i) => sum + value * (at(i) + 0.5 - mean) ** 2, 0) / total - 1 / 12;
    return [from + (mean / cells) * size, (Math.sqrt(12 * variance) / cells) * size];
  };
  const [x, width] = axis((i) => i % mapWidth, mapWidth, mapRect.x, mapRect.width);
  const [y, height] = axis((i) => Math.floor(i / mapWidth), mapHeight, mapRect.y, mapRect.height);
  return { x: x - width / 2, y: y - height / 2, width, height };
}

async function explain(spec: InputSpec, image: ImageBitmap): Promise<Explanation> {
  const client = createClient();
  const card = { input: spec, labels: ['red', 'not red'], layer: 'red' };
  await client.open({ data: redDetector(spec), card });
  client.setImage(image);
  return client.explain({ method: 'grad-cam', targetClass: 'red', layer: 'red' });
}

const WIDE = { width: 640, height: 320 };
const TALL = { width: 200, height: 500 };

const RESIZES: readonly [string, Partial<InputSpec>][] = [
  ['stretched', { resize: 'stretch' }],
  ['cropped', { resize: 'crop' }],
  ['cropped to 0.875', { resize: 'crop', cropFraction: 0.875 }],
  ['letterboxed', { resize: 'letterbox' }],
];
const LAYOUTS = (['NCHW', 'NHWC'] as const).flatMap((layout) =>
  (['RGB', 'BGR'] as const).map((channels) => ({ layout, channels })),
);

describe.each(RESIZES)('an image that is %s', (_, resize) => {
  test.each([WIDE, TALL])('of $width x $height has its map over what it shows', async ({ width, height }) => {
    const short = Math.min(width, height);
    const side = short * 0.3;
    // Off the centre along both axes, and within every crop.
    const red = { x: width / 2 + short * 0.05, y: height / 2 - short * 0.4, width: side, height: side };
    const explanation = await explain(specOf(resize), await imageOf(width, height, red));
    const found = locate(explanation);
    const { mapRect, mapWidth, mapHeight } = explanation;
    const cell = { x: mapRect.width / mapWidth, y: mapRect.height / mapHeight };
    expect(Math.abs(found.x + found.width / 2 - (red.x + side / 2))).toBeLessThan(cell.x / 4);
    expect(Math.abs(found.y + found.height / 2 - (red.y + side / 2))).toBeLessThan(cell.y / 4);
    expect(Math.abs(found.width - side)).toBeLessThan(cell.x / 2);
    expect(Math.abs(found.height - side)).toBeLessThan(cell.y / 2);
  });
});

describe('the rectangle that the map covers', () => {
  const red = { x: 300, y: 100, width: 60, height: 60 };

  test.each<[string, Partial<InputSpec>, Rectangle]>([
    ['stretched: all of it', { resize: 'stretch' }, { x: 0, y: 0, width: 640, height: 320 }],
    ['cropped: the middle square', { resize: 'crop' }, { x: 160, y: 0, width: 320, height: 320 }],
    [
      // 32 / 0.875 = 36.6: the image becomes 72 x 36 whole pixels, of which the middle 32 x 32 are shown.
      'cropped to 0.875: less of it',
      { resize: 'crop', cropFraction: 0.875 },
      { x: (20 * 640) / 72, y: (2 * 320) / 36, width: (32 * 640) / 72, height: (32 * 320) / 36 },
    ],
    ['letterboxed: more than the image', { resize: 'letterbox' }, { x: 0, y: -160, width: 640, height: 640 }],
  ])('of an image %s', async (_, resize, expected) => {
    const { mapRect } = await explain(specOf(resize), await imageOf(640, 320, red));
    for (const side of ['x', 'y', 'width', 'height'] as const)
      expect(mapRect[side]).toBeCloseTo(expected[side], 9);
  });
});

/** Whole numbers to 255, of which the detector's sums are exact: red, green, blue or the other way round. */
const EXACT = { range: [0, 255] } as const;

test.each(LAYOUTS)('a model that wants $layout, $channels gets it', async (parts) => {
  const red = { x: 40, y: 60, width: 40, height: 40 };
  const image = await imageOf(160, 160, red);
  const { map, score, empty } = await explain(specOf({ ...parts, ...EXACT }), image);
  const plain = await explain(specOf(EXACT), await imageOf(160, 160, red));
  expect(empty).toBe(false);
  expect(map).toEqual(plain.map);
  expect(score).toBe(plain.score);
  expect(Math.max(...map)).toBeGreaterThan(0);
});
