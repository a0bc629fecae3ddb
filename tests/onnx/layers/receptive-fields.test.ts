import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bytesOf } from '../../../src/onnx/codec/byte-source.js';
import { parseModel } from '../../../src/onnx/codec/parse-model.js';
import { receptiveFields } from '../../../src/onnx/layers/receptive-fields.js';
import { spatialLayers } from '../../../src/onnx/layers/spatial-layers.js';
import { prepareModel, type PreparedModel } from '../../../src/onnx/prepare/prepare-model.js';
import {
  buildModel,
  floatTensor,
  int64Tensor,
  seededNumbers,
  type NodeInput,
} from '../../fixtures/build-model.js';

const weights = (name: string, ...dims: number[]) =>
  floatTensor(name, dims, seededNumbers(dims.reduce((a, b) => a * b, 1)));

const INITIALIZERS = [
  weights('w3', 3, 3, 3, 3),
  weights('w1', 3, 3, 1, 1),
  floatTensor('twice', [4], [1, 1, 2, 2]),
  int64Tensor('margin', [8], [0, 0, 0, 2, 0, 0, 1, 0]),
  ...[0, 1].map((at) => int64Tensor(`start${at}`, [1], [at])),
  int64Tensor('last', [1], [16]),
  int64Tensor('groups', [5], [1, 3, 1, 8, 8]),
  int64Tensor('joined', [4], [1, 3, 8, 8]),
  int64Tensor('across', [1], [3]),
  int64Tensor('two', [1], [2]),
  int64Tensor('order', [3], [2, 1, 0]),
];

function across(nodes: readonly NodeInput[]): readonly [offset: number, stride: number] {
  const inputs = { x: [1, 3, 16, 16] };
  return placed(prepareModel(buildModel({ inputs, outputs: ['y'], initializers: INITIALIZERS, nodes })), 'y');
}

function placed(prepared: PreparedModel, name?: string): readonly [offset: number, stride: number] {
  const layers = spatialLayers(prepared).filter(({ height, width }) => height * width > 1);
  const layer = name === undefined ? layers.at(-1) : layers.find((one) => one.name === name);
  const { x } = receptiveFields(prepared, layers).get(layer!.name)!;
  return [x.offset, x.stride];
}

const relu: NodeInput = ['Relu', ['t'], ['y']];
const pool = { kernel_shape: [3, 3], strides: [2, 2] };

test.each<[string, [number, number], readonly NodeInput[]]>([
  [
    'channels in another order in front',
    [0.5, 2],
    [
      ['Gather', ['x', 'order'], ['bgr'], { axis: 1 }],
      ['Add', ['bgr', 'bgr'], ['t']],
      ['Conv', ['t', 'w3'], ['y'], { pads: [1, 1, 1, 1], strides: [2, 2] }],
    ],
  ],
  ['the same padding on both sides', [0.5, 1], [['Conv', ['x', 'w3'], ['y'], { pads: [1, 1, 1, 1] }]]],
  ['PyTorch at stride 2', [0.5, 2], [['Conv', ['x', 'w3'], ['y'], { pads: [1, 1, 1, 1], strides: [2, 2] }]]],
  [
    'TensorFlow at stride 2',
    [1.5, 2],
    [['Conv', ['x', 'w3'], ['y'], { auto_pad: 'SAME_UPPER', strides: [2, 2] }]],
  ],
  ['SAME_LOWER', [0.5, 2], [['Conv', ['x', 'w3'], ['y'], { auto_pad: 'SAME_LOWER', strides: [2, 2] }]]],
  ['VALID, dilated', [2.5, 1], [['Conv', ['x', 'w3'], ['y'], { auto_pad: 'VALID', dilations: [2, 2] }]]],
  ['a pool with ceil_mode', [1.5, 2], [['MaxPool', ['x'], ['y'], { ...pool, ceil_mode: 1 }]]],
  [
    'a transposed convolution',
    [0.5, 0.5],
    [['ConvTranspose', ['x', 'w3'], ['y'], { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1] }]],
  ],
  [
    'a margin of its own',
    [-0.5, 1],
    [
      ['Pad', ['x', 'margin'], ['t']],
      ['Conv', ['t', 'w3'], ['y']],
    ],
  ],
  ['half pixels', [0.25, 0.5], [['Resize', ['x', '', 'twice'], ['t'], { mode: 'linear' }], relu]],
  [
    'asymmetric',
    [0.5, 0.5],
    [
      ['Resize', ['x', '', 'twice'], ['t'], { mode: 'linear', coordinate_transformation_mode: 'asymmetric' }],
      relu,
    ],
  ],
  [
    'asymmetric, nearest',
    [0.25, 0.5],
    [
      [
        'Resize',
        ['x', '', 'twice'],
        ['t'],
        { coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
      ],
      relu,
    ],
  ],
  [
    'aligned corners',
    [0.5, 15 / 31],
    [
      [
        'Resize',
        ['x', '', 'twice'],
        ['t'],
        { mode: 'linear', coordinate_transformation_mode: 'align_corners' },
      ],
      relu,
    ],
  ],
  ['blocks to channels', [1, 2], [['SpaceToDepth', ['x'], ['y'], { blocksize: 2 }]]],
  [
    'every other column, beside the others',
    [1, 2],
    [
      ['Slice', ['x', 'start0', 'last', 'across', 'two'], ['a']],
      ['Slice', ['x', 'start1', 'last', 'across', 'two'], ['b']],
      ['Concat', ['a', 'b'], ['t'], { axis: 1 }],
      relu,
    ],
  ],
  [
    'channels that are shuffled',
    [1.5, 2],
    [
      ['Conv', ['x', 'w3'], ['a'], { auto_pad: 'SAME_UPPER', strides: [2, 2] }],
      ['Reshape', ['a', 'groups'], ['b']],
      ['Transpose', ['b'], ['c'], { perm: [0, 2, 1, 3, 4] }],
      ['Reshape', ['c', 'joined'], ['d']],
      ['Conv', ['d', 'w1'], ['y']],
    ],
  ],
  [
    'branches that disagree: the deeper one',
    [1.5, 2],
    [
      ['Conv', ['x', 'w3'], ['a'], { auto_pad: 'SAME_UPPER' }],
      ['Conv', ['a', 'w3'], ['b'], { auto_pad: 'SAME_UPPER', strides: [2, 2] }],
      ['Conv', ['x', 'w1'], ['c'], { strides: [2, 2] }],
      ['Add', ['c', 'b'], ['y']],
    ],
  ],
  [
    'a gate of single cells says nothing of places',
    [1.5, 2],
    [
      ['Conv', ['x', 'w3'], ['a'], { auto_pad: 'SAME_UPPER', strides: [2, 2] }],
      ['GlobalAveragePool', ['a'], ['g']],
      ['Conv', ['g', 'w1'], ['h']],
      ['Mul', ['a', 'h'], ['y']],
    ],
  ],
])('%s', (_, expected, nodes) => {
  const [offset, stride] = across(nodes);
  expect(offset).toBeCloseTo(expected[0], 9);
  expect(stride).toBeCloseTo(expected[1], 9);
});

test.each<[string, number, number]>([
  ['vgg11', 32, 0],
  ['resnet18', 32, -15.5],
  ['mobilenet_v2', 32, -15.5],
  ['convnext', 32, 0],
  ['vit', 16, 0],
])('%s lies where its graph says', async (name, stride, shift) => {
  const file = new Uint8Array(readFileSync(`tests/fixtures/architectures/${name}.onnx`));
  const [offset, found] = placed(prepareModel(await parseModel(bytesOf(file), { location: 'graph' })));
  expect([offset - found / 2, found]).toEqual([shift, stride]);
});
