import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../../src/onnx/graph/model.js';
import { defaultLayer } from '../../../src/onnx/layers/default-layer.js';
import { findPlaces } from '../../../src/onnx/layers/find-places.js';
import { spatialLayers } from '../../../src/onnx/layers/spatial-layers.js';
import { prepareModel, type PreparedModel } from '../../../src/onnx/prepare/prepare-model.js';
import {
  buildModel,
  floatTensor,
  int64Tensor,
  seededNumbers,
  type NodeInput,
} from '../../fixtures/build-model.js';

const SIZE = 32;
const LAST = 2 ** 31 - 1;
const ints = (name: string, ...values: number[]): Tensor => int64Tensor(name, [values.length], values);

const CONSTANTS: readonly Tensor[] = [
  floatTensor('w', [4, 3, 3, 3], seededNumbers(108)),
  floatTensor('v', [4, 4, 3, 3], seededNumbers(144)),
  floatTensor('v5', [4, 4, 5, 5], seededNumbers(400)),
  ints('minus', -1),
  ints('least', -LAST),
  ints('zero', 0),
  ints('one', 1),
  ints('four', 4),
  ints('last', LAST),
  ints('back4', -4),
  ints('axis2', 2),
  ints('axis3', 3),
  ints('axes23', 2, 3),
  ints('four4', 4, 4),
  ints('back44', -4, -4),
  ints('reversed', ...Array.from({ length: SIZE }, (_, i) => SIZE - 1 - i)),
  ints('same', ...Array.from({ length: SIZE }, (_, i) => i)),
  ints('whole', SIZE),
  ints('pads1', 0, 0, 0, 0, 0, 0, 1, 1),
  ints('pads4', 0, 0, 4, 0, 0, 0, 0, 0),
  ints('pads2', 0, 0, 2, 2, 0, 0, 2, 2),
  ints('ones2', 1, 1),
  ints('lasts', LAST, LAST),
];

const flip = (from: string, to: string): NodeInput => [
  'Slice',
  [from, 'minus', 'least', 'axis3', 'minus'],
  [to],
];
const conv = (from: string, to: string, stride = 2): NodeInput[] => [
  ['Conv', [from, 'w'], [`${to}/conv`], { pads: [1, 1, 1, 1], strides: [stride, stride] }],
  ['Relu', [`${to}/conv`], [to]],
];
const scored = (layer: string): NodeInput => ['GlobalAveragePool', [layer], [`${layer}/pool`]];

function prepare(nodes: readonly NodeInput[]): PreparedModel {
  const outputs = [nodes.at(-1)![2][0]];
  return prepareModel(
    buildModel({ inputs: { x: [1, 3, SIZE, SIZE] }, outputs, initializers: CONSTANTS, nodes }),
  );
}

/** The image itself, and what `front` makes of it, by the same convolution to the same scores. */
const twice = (front: readonly NodeInput[]): PreparedModel =>
  prepare([
    ...conv('x', 'plain'),
    ...front,
    ...conv(front.at(-1)![2][0], 'other'),
    scored('plain'),
    scored('other'),
    ['Add', ['plain/pool', 'other/pool'], ['y']],
  ]);

const MOVED: readonly (readonly [string, NodeInput[]])[] = [
  ['mirrored by a Slice', [flip('x', 'a')]],
  ['upside down', [['Slice', ['x', 'minus', 'least', 'axis2', 'minus'], ['a']]]],
  ['mirrored by a Gather', [['Gather', ['x', 'reversed'], ['a'], { axis: 3 }]]],
  [
    'mirrored by a ReverseSequence',
    [
      ['Transpose', ['x'], ['t'], { perm: [3, 0, 1, 2] }],
      ['ReverseSequence', ['t', 'whole'], ['r'], { time_axis: 0, batch_axis: 1 }],
      ['Transpose', ['r'], ['a'], { perm: [1, 2, 3, 0] }],
    ],
  ],
  [
    'rolled',
    [
      ['Slice', ['x', 'four', 'last', 'axis2'], ['p']],
      ['Slice', ['x', 'zero', 'four', 'axis2'], ['q']],
      ['Concat', ['p', 'q'], ['a'], { axis: 2 }],
    ],
  ],
  [
    'shifted into zeros',
    [
      ['Pad', ['x', 'pads4'], ['p']],
      ['Slice', ['p', 'zero', 'back4', 'axis2'], ['a']],
    ],
  ],
  ['cut at its centre', [['Slice', ['x', 'four4', 'back44', 'axes23'], ['a']]]],
  ['cut at a corner', [['Slice', ['x', 'four4', 'lasts', 'axes23'], ['a']]]],
  ['turned over', [['Transpose', ['x'], ['a'], { perm: [0, 1, 3, 2] }]]],
  ['turned by a quarter', [['Transpose', ['x'], ['t'], { perm: [0, 1, 3, 2] }], flip('t', 'a')]],
];

describe('an image that a second branch sees', () => {
  test.each(MOVED)('%s is not explained at that branch', (_, front) => {
    const prepared = twice(front);
    expect(defaultLayer(prepared).name).toBe('plain');
    const inPlace = findPlaces(prepared);
    const layers = spatialLayers(prepared).filter(({ name }) => /^(plain|other)$/.test(name));
    expect(layers.map((layer) => [layer.name, inPlace(layer)])).toEqual([
      ['plain', true],
      ['other', false],
    ]);
  });

  test.each<[string, NodeInput[]]>([
    ['unchanged', [['Gather', ['x', 'same'], ['a'], { axis: 3 }]]],
    ['mirrored twice', [flip('x', 'b'), flip('b', 'a')]],
    [
      'turned and turned back',
      [
        ['Transpose', ['x'], ['t'], { perm: [0, 1, 3, 2] }],
        ['Transpose', ['t'], ['a'], { perm: [0, 1, 3, 2] }],
      ],
    ],
    [
      'moved by a pixel for another stride',
      [
        ['Pad', ['x', 'pads1'], ['p']],
        ['Slice', ['p', 'ones2', 'lasts', 'axes23'], ['a']],
      ],
    ],
    [
      'rolled and rolled back',
      [
        ['Slice', ['x', 'four', 'last', 'axis2'], ['p']],
        ['Slice', ['x', 'zero', 'four', 'axis2'], ['q']],
        ['Concat', ['p', 'q'], ['r'], { axis: 2 }],
        ['Slice', ['r', 'back4', 'last', 'axis2'], ['s']],
        ['Slice', ['r', 'zero', 'back4', 'axis2'], ['t']],
        ['Concat', ['s', 't'], ['a'], { axis: 2 }],
      ],
    ],
  ])('%s is explained there, too', (_, front) => {
    expect(defaultLayer(twice(front)).name).toBe('other');
  });
});

test('features of both branches in one layer are in place once the mirrored ones are mirrored back', () => {
  const branches = [...conv('x', 'plain'), flip('x', 'a'), ...conv('a', 'other')];
  const joined = prepare([
    ...branches,
    ['Concat', ['plain', 'other'], ['both'], { axis: 1 }],
    ['GlobalAveragePool', ['both'], ['y']],
  ]);
  expect(defaultLayer(joined).name).toBe('plain');
  const back = prepare([
    ...branches,
    flip('other', 'back'),
    ['Add', ['plain', 'back'], ['both']],
    ['GlobalAveragePool', ['both'], ['y']],
  ]);
  expect(defaultLayer(back).name).toBe('both');
});

test('views one after the other in a batch are explained at the first', () => {
  const views = (...names: string[]): PreparedModel =>
    prepare([
      flip('x', 'a'),
      ['Concat', names, ['batch'], { axis: 0 }],
      ...conv('batch', 'features'),
      ['ReduceMean', ['features'], ['y'], { axes: [0, 2, 3], keepdims: 0 }],
    ]);
  const layer = { name: 'features', layout: 'NCHW' } as const;
  expect(findPlaces(views('x', 'a'))(layer)).toBe(true);
  expect(findPlaces(views('a', 'x'))(layer)).toBe(false);
});

test('convolutions without padding, paddings in front and strides leave a layer in its place', () => {
  const prepared = prepare([
    ...conv('x', 'c1', 1),
    ['Conv', ['c1', 'v5'], ['c2']],
    ['Conv', ['c2', 'v5'], ['c3']],
    ['Conv', ['c3', 'v5'], ['c4']],
    ['Pad', ['c4', 'pads2'], ['p']],
    ['Conv', ['p', 'v5'], ['c5'], { strides: [2, 2] }],
    ['Conv', ['c5', 'v'], ['c6'], { auto_pad: 'SAME_UPPER', strides: [2, 2] }],
    ['MaxPool', ['c6'], ['c7'], { kernel_shape: [2, 2], strides: [2, 2] }],
    ['GlobalAveragePool', ['c7'], ['y']],
  ]);
  const inPlace = findPlaces(prepared);
  expect(spatialLayers(prepared).filter((layer) => !inPlace(layer))).toEqual([]);
});

test('a model that only sees the image mirrored is explained all the same', () => {
  const prepared = prepare([flip('x', 'a'), ...conv('a', 'features'), scored('features')]);
  expect(defaultLayer(prepared).name).toBe('features');
});
