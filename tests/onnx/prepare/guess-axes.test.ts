import { expect, test } from 'vitest';
import { toTensor } from '../../../src/onnx/graph/constant.js';
import { DataType, type Dimension, type Tensor } from '../../../src/onnx/graph/model.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import { expectError } from '../../fixtures/expect-error.js';
import {
  buildModel,
  floatTensor,
  int64Tensor,
  seededNumbers,
  type NodeInput,
} from '../../fixtures/build-model.js';

const scalar = (name: string, value: number): Tensor => floatTensor(name, [], [value]);
const halves = (name: string, dims: readonly number[]): Tensor =>
  toTensor(name, {
    dataType: DataType.FLOAT16,
    shape: dims,
    values: [...seededNumbers(dims.reduce((a, b) => a * b, 1))],
  });

/** [N, C, H, W] or [N, H, W, C] of sizes that are all open, `front`, and a convolution of so many channels. */
function shapeOf(
  channels: number,
  front: readonly NodeInput[],
  dims: readonly Dimension[] = ['n', 'a', 'b', 'c'],
  extra: readonly Tensor[] = [],
): readonly number[] | undefined {
  const image = front.at(-1)?.[2][0] ?? 'x';
  const model = buildModel({
    inputs: { x: dims },
    outputs: ['y'],
    initializers: [
      scalar('k', 1 / 255),
      floatTensor('one', [1], [0.5]),
      int64Tensor('pads', [8], [0, 0, 1, 1, 0, 0, 1, 1]),
      floatTensor('w', [2, channels, 3, 3], seededNumbers(18 * channels)),
      ...extra,
    ],
    nodes: [...front, ['Conv', [image, 'w'], ['y'], { pads: [1, 1, 1, 1] }]],
  });
  return prepareModel(model).types.get('x')?.shape;
}

test.each<[string, NodeInput[]]>([
  ['nothing', []],
  ['a Cast', [['Cast', ['x'], ['a'], { to: DataType.FLOAT }]]],
  ['a Mul', [['Mul', ['x', 'k'], ['a']]]],
  ['a Mul from the other side', [['Mul', ['k', 'x'], ['a']]]],
  ['a Div', [['Div', ['x', 'k'], ['a']]]],
  [
    'Sub and Div by a value a channel',
    [
      ['Sub', ['x', 'one'], ['a']],
      ['Div', ['a', 'one'], ['b']],
    ],
  ],
  ['a Pad', [['Pad', ['x', 'pads'], ['a']]]],
  [
    'Clip, Cast, Mul and Pad',
    [
      ['Clip', ['x'], ['a']],
      ['Cast', ['a'], ['b'], { to: DataType.FLOAT }],
      ['Mul', ['b', 'k'], ['c']],
      ['Pad', ['c', 'pads'], ['d']],
    ],
  ],
  ['an InstanceNormalization', [['InstanceNormalization', ['x', 'one', 'one'], ['a']]]],
])('a grey image is known by its convolution behind %s', (_, front) => {
  expect(shapeOf(1, front)).toEqual([1, 1, 224, 224]);
  if (front.every(([opType]) => opType !== 'InstanceNormalization'))
    expect(shapeOf(3, front)).toEqual([1, 3, 224, 224]);
});

test.each([1, 3])('so are %d channels that come last, and are transposed', (channels) => {
  const front: NodeInput[] = [
    ['Mul', ['x', 'k'], ['a']],
    ['Transpose', ['a'], ['b'], { perm: [0, 3, 1, 2] }],
  ];
  expect(shapeOf(channels, front)).toEqual([1, 224, 224, channels]);
});

test('weights of half precision, quantised or transposed tell it, too', () => {
  const cases: [NodeInput[], Tensor[]][] = [
    [[['Cast', ['h'], ['wf'], { to: DataType.FLOAT }]], [halves('h', [2, 1, 3, 3])]],
    [
      [['Transpose', ['h'], ['wf'], { perm: [3, 2, 0, 1] }]],
      [floatTensor('h', [3, 3, 1, 2], seededNumbers(18))],
    ],
    [
      [['DequantizeLinear', ['h', 'k'], ['wf']]],
      [
        toTensor('h', {
          dataType: DataType.INT8,
          shape: [2, 1, 3, 3],
          values: new Array<number>(18).fill(1),
        }),
      ],
    ],
  ];
  for (const [before, extra] of cases) {
    const model = buildModel({
      inputs: { x: ['n', 'a', 'b', 'c'] },
      outputs: ['y'],
      initializers: [scalar('k', 0.5), ...extra],
      nodes: [...before, ['Conv', ['x', 'wf'], ['y']]],
    });
    expect(prepareModel(model).types.get('x')?.shape).toEqual([1, 1, 224, 224]);
  }
});

test('where no convolution tells it, the names of the axes do', () => {
  const model = buildModel({
    inputs: { x: ['batch_size', 'height', 'width', 'num_channels'] },
    outputs: ['y'],
    nodes: [['GlobalAveragePool', ['x'], ['y']]],
  });
  expect(prepareModel(model).types.get('x')?.shape).toEqual([1, 224, 224, 3]);
});

test('a guess that contradicts the graph is named, with what to do', async () => {
  const model = buildModel({
    inputs: { x: ['n', 'c', 'h', 'w'] },
    outputs: ['y'],
    initializers: [
      floatTensor('w', [2, 1, 3, 3], seededNumbers(18)),
      floatTensor('fc', [128, 4], seededNumbers(512)),
    ],
    nodes: [
      ['Conv', ['x', 'w'], ['c'], { pads: [1, 1, 1, 1] }],
      ['Flatten', ['c'], ['f']],
      ['Gemm', ['f', 'fc'], ['y']],
    ],
  });
  await expectError(
    Promise.resolve().then(() => prepareModel(model)),
    'model-invalid',
    /\[1, 1, 224, 224\] was a guess\. If it is another, give inputShapes: \{ "x": \[1, 1, 224, 224\] \}/,
  );
});
