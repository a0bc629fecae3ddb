import { expect, test } from 'vitest';
import { DataType, type Tensor } from '../../../src/onnx/graph/model.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import { SHAPE_RULES } from '../../../src/onnx/shapes/registry.js';
import {
  buildModel,
  floats,
  floatTensor,
  int64Tensor,
  seededNumbers,
  type AttributeInput,
} from '../../fixtures/build-model.js';
import { dataTypeOf, runModel } from '../../fixtures/run-model.js';

interface Case {
  readonly op: string;
  readonly opset?: number;
  /** Shapes of float inputs, or constants; `null`: an absent optional input. */
  readonly inputs: readonly (readonly number[] | Tensor | null)[];
  readonly attributes?: Readonly<Record<string, AttributeInput>>;
  readonly outputs?: number;
}

const ints = (...values: number[]) => int64Tensor('', [values.length], values);
const int = (value: number) => int64Tensor('', [], [value]);
const numbers = (...values: number[]) => floatTensor('', [values.length], values);
const bool = (...values: number[]): Tensor => ({
  name: '',
  dataType: DataType.BOOL,
  dims: [values.length],
  data: Uint8Array.from(values),
});
const bytes = (...values: number[]): Tensor => ({ ...bool(...values), dataType: DataType.UINT8 });
const nothing = floatTensor('', [0], []);

const CASES: readonly Case[] = [
  // Convolution
  {
    op: 'Conv',
    inputs: [
      [1, 4, 9, 7],
      [6, 2, 3, 3],
    ],
    attributes: { group: 2, pads: [1, 0, 2, 1], strides: [2, 1] },
  },
  {
    op: 'Conv',
    inputs: [
      [2, 3, 11, 11],
      [5, 3, 3, 2],
    ],
    attributes: { dilations: [2, 3] },
  },
  {
    op: 'Conv',
    inputs: [
      [1, 3, 8, 9],
      [4, 3, 3, 3],
    ],
    attributes: { auto_pad: 'SAME_UPPER', strides: [2, 2] },
  },
  {
    op: 'Conv',
    inputs: [
      [1, 3, 8, 9],
      [4, 3, 3, 3],
    ],
    attributes: { auto_pad: 'SAME_LOWER', strides: [3, 3] },
  },
  {
    op: 'Conv',
    inputs: [
      [1, 3, 8, 9],
      [4, 3, 3, 3],
    ],
    attributes: { auto_pad: 'VALID', strides: [2, 2] },
  },
  {
    op: 'Conv',
    inputs: [
      [1, 3, 9],
      [4, 3, 3],
    ],
  },
  {
    op: 'ConvTranspose',
    inputs: [
      [1, 4, 5, 5],
      [4, 3, 3, 3],
    ],
    attributes: { group: 2, strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1] },
  },
  {
    op: 'ConvTranspose',
    inputs: [
      [1, 4, 5, 5],
      [4, 3, 3, 3],
    ],
    attributes: { strides: [3, 3], output_shape: [16, 17] },
  },
  {
    op: 'ConvTranspose',
    inputs: [
      [1, 4, 5, 5],
      [4, 3, 3, 3],
    ],
    attributes: { strides: [2, 2], auto_pad: 'SAME_UPPER' },
  },
  // Pooling
  {
    op: 'MaxPool',
    inputs: [[1, 2, 7, 8]],
    attributes: { kernel_shape: [3, 3], strides: [2, 2] },
    outputs: 2,
  },
  {
    op: 'MaxPool',
    inputs: [[1, 2, 7, 8]],
    attributes: { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 },
  },
  {
    op: 'MaxPool',
    inputs: [[1, 1, 2, 2]],
    attributes: { kernel_shape: [1, 1], strides: [2, 2], ceil_mode: 1 },
  },
  {
    op: 'MaxPool',
    inputs: [[1, 1, 23, 23]],
    attributes: { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], ceil_mode: 1 },
  },
  { op: 'MaxPool', inputs: [[1, 1, 9, 9]], attributes: { kernel_shape: [3, 3], dilations: [2, 2] } },
  {
    op: 'MaxPool',
    inputs: [[1, 1, 9, 9]],
    attributes: { kernel_shape: [2, 2], strides: [2, 2], auto_pad: 'SAME_UPPER' },
  },
  {
    op: 'AveragePool',
    inputs: [[1, 2, 7, 7]],
    attributes: { kernel_shape: [3, 3], pads: [0, 0, 1, 1], strides: [2, 2] },
  },
  {
    op: 'AveragePool',
    opset: 19,
    inputs: [[1, 2, 9, 9]],
    attributes: { kernel_shape: [3, 3], dilations: [2, 2], ceil_mode: 1, strides: [3, 3] },
  },
  { op: 'LpPool', inputs: [[1, 2, 7, 7]], attributes: { kernel_shape: [2, 2], strides: [2, 2], p: 2 } },
  {
    op: 'LpPool',
    opset: 18,
    inputs: [[1, 2, 8, 9]],
    attributes: { kernel_shape: [2, 3], strides: [2, 2], dilations: [2, 1], ceil_mode: 1 },
  },
  {
    op: 'LpPool',
    opset: 11,
    inputs: [[1, 2, 7, 8]],
    attributes: { kernel_shape: [3, 3], strides: [2, 3], auto_pad: 'SAME_LOWER' },
  },
  { op: 'GlobalAveragePool', inputs: [[2, 3, 4, 5]] },
  { op: 'GlobalMaxPool', inputs: [[2, 3, 4, 5]] },
  { op: 'GlobalLpPool', inputs: [[2, 3, 4, 5]] },
  // Normalisation
  { op: 'BatchNormalization', inputs: [[1, 3, 2, 2], [3], [3], [3], numbers(1, 2, 3)] },
  { op: 'InstanceNormalization', inputs: [[1, 3, 2, 2], [3], [3]] },
  { op: 'LayerNormalization', inputs: [[2, 3, 4], [4], [4]], outputs: 3 },
  {
    op: 'LayerNormalization',
    inputs: [
      [2, 3, 4],
      [3, 4],
    ],
    attributes: { axis: 1 },
  },
  { op: 'GroupNormalization', opset: 21, inputs: [[1, 4, 2, 2], [4], [4]], attributes: { num_groups: 2 } },
  { op: 'RMSNormalization', opset: 23, inputs: [[2, 3, 4], [4]] },
  { op: 'LRN', inputs: [[1, 4, 2, 2]], attributes: { size: 3 } },
  { op: 'LpNormalization', inputs: [[2, 3]] },
  { op: 'Softmax', inputs: [[2, 3, 4]], attributes: { axis: 1 } },
  { op: 'LogSoftmax', inputs: [[2, 3, 4]] },
  // Linear algebra
  { op: 'Gemm', inputs: [[2, 3], [3, 4], [4]] },
  {
    op: 'Gemm',
    inputs: [
      [3, 2],
      [4, 3],
    ],
    attributes: { transA: 1, transB: 1 },
  },
  {
    op: 'MatMul',
    inputs: [
      [2, 3],
      [3, 4],
    ],
  },
  {
    op: 'MatMul',
    inputs: [
      [5, 1, 2, 3],
      [4, 3, 4],
    ],
  },
  { op: 'MatMul', inputs: [[3], [5, 3, 4]] },
  { op: 'MatMul', inputs: [[5, 2, 3], [3]] },
  { op: 'MatMul', inputs: [[3], [3]] },
  {
    op: 'Einsum',
    inputs: [
      [2, 3, 4],
      [2, 4, 5],
    ],
    attributes: { equation: 'bij, bjk -> bik' },
  },
  {
    op: 'Einsum',
    inputs: [
      [2, 3, 4],
      [4, 5],
    ],
    attributes: { equation: '...j,jk' },
  },
  {
    op: 'Einsum',
    inputs: [
      [7, 2, 3],
      [7, 3, 4],
    ],
    attributes: { equation: '...ij,...jk->...ki' },
  },
  // Elementwise
  ...[
    'Relu',
    'LeakyRelu',
    'Elu',
    'Selu',
    'Celu',
    'Sigmoid',
    'HardSigmoid',
    'HardSwish',
    'Tanh',
    'Erf',
    'Softplus',
    'Softsign',
    'ThresholdedRelu',
    'Clip',
  ].map((op) => ({ op, inputs: [[2, 3]] })),
  ...[
    'Sqrt',
    'Exp',
    'Log',
    'Neg',
    'Abs',
    'Reciprocal',
    'Sin',
    'Cos',
    'Floor',
    'Ceil',
    'Round',
    'Sign',
    'Identity',
  ].map((op) => ({ op, inputs: [[2, 3]] })),
  ...['Gelu', 'Mish'].map((op) => ({ op, opset: 20, inputs: [[2, 3]] })),
  {
    op: 'PRelu',
    inputs: [
      [2, 3, 4],
      [3, 1],
    ],
  },
  ...['Add', 'Sub', 'Mul', 'Div', 'Pow'].map((op) => ({
    op,
    inputs: [
      [2, 1, 4],
      [3, 1],
    ],
  })),
  ...['Equal', 'Greater', 'Less', 'GreaterOrEqual', 'LessOrEqual'].map((op) => ({
    op,
    inputs: [[2, 1], [3]],
  })),
  ...['Min', 'Max', 'Sum', 'Mean'].map((op) => ({ op, inputs: [[2, 1], [3], [1, 1, 1]] })),
  { op: 'Mod', inputs: [[2, 3], [3]], attributes: { fmod: 1 } },
  {
    op: 'Where',
    inputs: [{ name: '', dataType: DataType.BOOL, dims: [2, 1], data: Uint8Array.of(1, 0) }, [3], [1, 1]],
  },
  { op: 'Cast', inputs: [[2, 3]], attributes: { to: DataType.INT64 } },
  { op: 'CastLike', inputs: [[2, 3], ints(1)] },
  { op: 'Dropout', inputs: [[2, 3]], outputs: 2 },
  { op: 'IsNaN', inputs: [[2, 3]] },
  // Structure
  {
    op: 'Concat',
    inputs: [
      [2, 3, 1],
      [2, 4, 1],
      [2, 1, 1],
    ],
    attributes: { axis: -2 },
  },
  { op: 'Split', inputs: [[2, 6]], attributes: { axis: 1 }, outputs: 3 },
  { op: 'Split', inputs: [[2, 7], ints(3, 4)], attributes: { axis: -1 }, outputs: 2 },
  { op: 'Split', opset: 11, inputs: [[7, 2]], attributes: { split: [1, 6] }, outputs: 2 },
  { op: 'Split', opset: 18, inputs: [[2, 7]], attributes: { axis: 1, num_outputs: 3 }, outputs: 3 },
  { op: 'Slice', inputs: [[5, 6, 7], ints(1, -3), ints(100, -1), ints(0, 2)] },
  { op: 'Slice', inputs: [[5, 6], ints(-1, 4), ints(-100, 0), ints(1, 0), ints(-2, -1)] },
  { op: 'Slice', inputs: [[5, 6], ints(2), int64Tensor('', [1], [Number.MAX_SAFE_INTEGER])] },
  { op: 'Slice', opset: 9, inputs: [[5, 6]], attributes: { starts: [1], ends: [3], axes: [1] } },
  { op: 'Pad', inputs: [[2, 3, 4], ints(0, 1, 2, 0, 0, -1)] },
  { op: 'Pad', opset: 18, inputs: [[2, 3, 4], ints(1, 2), null, ints(-1)] },
  { op: 'Pad', opset: 10, inputs: [[2, 3]], attributes: { pads: [0, 1, 0, 2], mode: 'reflect' } },
  { op: 'Transpose', inputs: [[2, 3, 4]] },
  { op: 'Transpose', inputs: [[2, 3, 4]], attributes: { perm: [1, 2, 0] } },
  { op: 'Reshape', inputs: [[2, 3, 4], ints(0, -1, 2)] },
  { op: 'Reshape', inputs: [[2, 3, 4], ints(-1)] },
  { op: 'Flatten', inputs: [[2, 3, 4]] },
  { op: 'Flatten', inputs: [[2, 3, 4]], attributes: { axis: -1 } },
  { op: 'Flatten', inputs: [[2, 3, 4]], attributes: { axis: 0 } },
  { op: 'Squeeze', inputs: [[1, 2, 1, 3]] },
  { op: 'Squeeze', inputs: [[1, 2, 1, 3], ints(-2)] },
  { op: 'Squeeze', opset: 11, inputs: [[1, 2, 1, 3]], attributes: { axes: [0] } },
  { op: 'Unsqueeze', inputs: [[2, 3], ints(0, -1)] },
  { op: 'Unsqueeze', opset: 11, inputs: [[2, 3]], attributes: { axes: [1, 3] } },
  { op: 'Expand', inputs: [[3, 1], ints(2, 1, 4)] },
  { op: 'Tile', inputs: [[2, 3], ints(2, 3)] },
  { op: 'DepthToSpace', inputs: [[1, 8, 2, 3]], attributes: { blocksize: 2 } },
  { op: 'SpaceToDepth', inputs: [[1, 2, 4, 6]], attributes: { blocksize: 2 } },
  { op: 'Trilu', inputs: [[3, 4]] },
  {
    op: 'Attention',
    opset: 23,
    inputs: [
      [2, 3, 4, 5],
      [2, 3, 6, 5],
      [2, 3, 6, 7],
    ],
  },
  {
    op: 'Attention',
    opset: 23,
    inputs: [
      [2, 4, 12],
      [2, 6, 6],
      [2, 6, 10],
    ],
    attributes: { q_num_heads: 4, kv_num_heads: 2 },
  },
  // Recurrent; ONNX Runtime has no kernel for layout 1
  ...[
    ['RNN', 1],
    ['GRU', 3],
    ['LSTM', 4],
  ].flatMap(([op, gates]): Case[] =>
    ['forward', 'bidirectional'].map((direction) => {
      const directions = direction === 'forward' ? 1 : 2;
      return {
        op: String(op),
        inputs: [
          [5, 3, 4],
          [directions, Number(gates) * 2, 4],
          [directions, Number(gates) * 2, 2],
        ],
        attributes: { hidden_size: 2, direction },
        outputs: op === 'LSTM' ? 3 : 2,
      };
    }),
  ),
  // Indexing
  {
    op: 'GridSample',
    inputs: [
      [2, 3, 4, 5],
      [2, 6, 7, 2],
    ],
  },
  { op: 'Col2Im', opset: 18, inputs: [[1, 12, 6], ints(3, 4), ints(2, 2)] },
  { op: 'Gather', inputs: [[3, 4, 5], int64Tensor('', [2, 2], [0, 1, 2, -1])], attributes: { axis: 1 } },
  { op: 'Gather', inputs: [[3, 4], int(1)] },
  { op: 'GatherElements', inputs: [[3, 2], int64Tensor('', [1, 2], [0, 2])] },
  { op: 'GatherND', inputs: [[3, 4, 5], int64Tensor('', [2, 2], [0, 1, 2, 3])] },
  { op: 'GatherND', inputs: [[2, 4, 5], int64Tensor('', [2, 1], [0, 1])], attributes: { batch_dims: 1 } },
  { op: 'ScatterND', inputs: [[4, 2], int64Tensor('', [1, 1], [2]), [1, 2]] },
  { op: 'TopK', inputs: [[2, 5], ints(3)], outputs: 2 },
  { op: 'OneHot', inputs: [ints(1, 0), int(3), numbers(0, 1)], attributes: { axis: 0 } },
  { op: 'CumSum', inputs: [[2, 3], int(1)] },
  // Reductions
  ...[
    'ReduceSum',
    'ReduceMean',
    'ReduceMax',
    'ReduceMin',
    'ReduceProd',
    'ReduceL1',
    'ReduceL2',
    'ReduceLogSum',
    'ReduceLogSumExp',
    'ReduceSumSquare',
  ].map((op) => ({ op, opset: 18, inputs: [[2, 3, 4], ints(-1, 0)] })),
  { op: 'ReduceMean', inputs: [[2, 3, 4]], attributes: { axes: [1], keepdims: 0 } },
  { op: 'ReduceSum', opset: 11, inputs: [[2, 3, 4]], attributes: { axes: [1] } },
  { op: 'ReduceSum', inputs: [[2, 3]], attributes: { noop_with_empty_axes: 1 } },
  { op: 'ReduceMax', inputs: [[2, 3]] },
  { op: 'ArgMax', inputs: [[2, 3, 4]], attributes: { axis: 1, keepdims: 0 } },
  { op: 'ArgMin', inputs: [[2, 3, 4]] },
  // Resize
  { op: 'Resize', inputs: [[1, 2, 3, 5], null, numbers(1, 1, 2, 1.5)] },
  { op: 'Resize', inputs: [[1, 2, 3, 5], nothing, nothing, ints(1, 2, 7, 4)] },
  {
    op: 'Resize',
    inputs: [[1, 2, 3, 5], null, numbers(1, 1, 0.6, 1.3333334)],
    attributes: { mode: 'linear' },
  },
  {
    op: 'Resize',
    opset: 18,
    inputs: [[1, 2, 3, 5], null, null, ints(6, 7)],
    attributes: { axes: [2, 3], keep_aspect_ratio_policy: 'not_larger' },
  },
  {
    op: 'Resize',
    opset: 18,
    inputs: [[1, 2, 3, 5], null, null, ints(6, 7)],
    attributes: { axes: [2, 3], keep_aspect_ratio_policy: 'not_smaller' },
  },
  { op: 'Resize', opset: 10, inputs: [[1, 2, 3, 5], numbers(1, 1, 2, 2)] },
  { op: 'Upsample', opset: 9, inputs: [[1, 2, 3, 5], numbers(1, 1, 2, 3)] },
  { op: 'Upsample', opset: 7, inputs: [[1, 2, 3, 5]], attributes: { scales: floats([1, 1, 2, 2]) } },
  // Generators
  { op: 'Shape', inputs: [[2, 3, 4]] },
  { op: 'Shape', inputs: [[2, 3, 4]], attributes: { start: -2, end: 100 } },
  { op: 'Size', inputs: [[2, 3, 4]] },
  { op: 'ConstantOfShape', inputs: [ints(2, 3)], attributes: { value: ints(7) } },
  { op: 'ConstantOfShape', inputs: [ints()] },
  { op: 'Range', inputs: [int(3), int(12), int(4)] },
  { op: 'Range', inputs: [int(5), int(0), int(-2)] },
  { op: 'EyeLike', inputs: [[3, 4]] },
  { op: 'RandomNormalLike', inputs: [[3, 4]] },
  { op: 'RandomUniformLike', inputs: [[3, 4]] },
  // The rest
  ...[
    'Tan',
    'Asin',
    'Acos',
    'Atan',
    'Sinh',
    'Cosh',
    'Asinh',
    'Acosh',
    'Atanh',
    'Shrink',
    'Hardmax',
    'IsInf',
  ].map((op) => ({ op, inputs: [[2, 3]] })),
  { op: 'Swish', opset: 24, inputs: [[2, 3]] },
  { op: 'Not', inputs: [bool(1, 0)] },
  ...['And', 'Or', 'Xor'].map((op) => ({ op, inputs: [bool(1, 0), bool(1)] })),
  { op: 'BitShift', inputs: [bytes(1, 2), bytes(1)], attributes: { direction: 'LEFT' } },
  { op: 'BitwiseNot', opset: 18, inputs: [bytes(1, 2)] },
  ...['BitwiseAnd', 'BitwiseOr', 'BitwiseXor'].map((op) => ({
    op,
    opset: 18,
    inputs: [bytes(1, 2), bytes(1)],
  })),
  { op: 'QuantizeLinear', inputs: [[2, 3], floatTensor('', [], [0.1]), { ...bytes(3), dims: [] }] },
  { op: 'QuantizeLinear', inputs: [[2, 3], floatTensor('', [], [0.1])] },
  { op: 'DynamicQuantizeLinear', inputs: [[2, 3]], outputs: 3 },
  { op: 'DequantizeLinear', inputs: [bytes(1, 2), floatTensor('', [], [0.1])] },
  { op: 'ScatterElements', inputs: [[3, 2], int64Tensor('', [1, 2], [0, 2]), [1, 2]] },
  { op: 'Scatter', opset: 10, inputs: [[3, 2], int64Tensor('', [1, 2], [0, 2]), [1, 2]] },
  { op: 'ReverseSequence', inputs: [[4, 3], ints(1, 2, 3)] },
  { op: 'NonZero', inputs: [numbers(1, 0, 2)] },
  { op: 'MeanVarianceNormalization', inputs: [[1, 2, 3, 4]] },
];

const title = ({ op, opset, inputs, attributes = {} }: Case): string => {
  const shapes = inputs.map((input) =>
    input && 'dims' in input ? `const[${input.dims.join()}]` : `[${input?.join() ?? ''}]`,
  );
  return `${op}${opset ? `-${opset}` : ''} ${shapes.join(' ')} ${Object.keys(attributes).join(' ')}`;
};

test.each(CASES.map((input) => [title(input), input] as const))(
  '%s',
  async (_, { op, opset, inputs, attributes, outputs = 1 }) => {
    const names = inputs.map((input, i) => (input === null ? '' : `in${i}`));
    const fed = inputs.flatMap((input, i) =>
      input && !('dims' in input) ? [[names[i], input] as const] : [],
    );
    const constants = inputs.flatMap((input, i) =>
      input && 'dims' in input ? [{ ...input, name: names[i] }] : [],
    );
    const model = buildModel({
      opset,
      inputs: Object.fromEntries(fed),
      outputs: Array.from({ length: outputs }, (_, i) => `out${i}`),
      initializers: constants,
      nodes: [[op, names, Array.from({ length: outputs }, (_, i) => `out${i}`), attributes]],
    });
    const feeds = fed.map(([name, dims]) => [
      name,
      { dims, data: seededNumbers(dims.reduce((a, b) => a * b, 1)).map(Math.abs) },
    ]);
    const results = await runModel(model, Object.fromEntries(feeds) as Parameters<typeof runModel>[1]);
    const { types } = prepareModel(model);
    for (const [name, { dims, type }] of Object.entries(results)) {
      expect(types.get(name), name).toEqual({ dataType: dataTypeOf(type), shape: dims });
    }
  },
);

test('every rule has a case', () => {
  const covered = new Set(CASES.map(({ op }) => op));
  const uncovered = [...SHAPE_RULES.keys()].filter((op) => !covered.has(op));
  expect(uncovered).toEqual([]);
});
