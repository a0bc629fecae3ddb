import { expect, test } from 'vitest';
import { readConstant } from '../../../src/onnx/graph/constant.js';
import { FOLD_RULES } from '../../../src/onnx/fold/registry.js';
import { DataType, type Tensor } from '../../../src/onnx/graph/model.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import { buildModel, floatTensor, int64Tensor, type AttributeInput } from '../../fixtures/build-model.js';
import { runModel } from '../../fixtures/run-model.js';

const ints = (...values: number[]) => int64Tensor('', [values.length], values);
const grid = (rows: number, columns: number) =>
  int64Tensor('', [rows, columns], [...Array(rows * columns).keys()]);
const int = (value: number) => int64Tensor('', [], [value]);
const numbers = (...values: number[]) => floatTensor('', [values.length], values);
const bool = (...values: number[]): Tensor => ({
  name: '',
  dataType: DataType.BOOL,
  dims: [values.length],
  data: Uint8Array.from(values),
});

type Case = readonly [
  op: string,
  inputs: readonly Tensor[],
  attributes?: Readonly<Record<string, AttributeInput>>,
];

const CASES: readonly Case[] = [
  ...['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Mod', 'Min', 'Max'].map((op): Case => [
    op,
    [grid(2, 3), ints(7, -2, 3)],
  ]),
  ['Div', [ints(-7, 7, 8), ints(2, -2, 3)]],
  ['Mod', [ints(-7, 7, -8), ints(3, -3, 3)]],
  ['Mod', [ints(-7, 7, -8), ints(3, -3, 3)], { fmod: 1 }],
  ...['Add', 'Sub', 'Mul', 'Div', 'Pow'].map((op): Case => [op, [numbers(0.1, 2.3, 7.7), numbers(0.3)]]),
  ['Sum', [numbers(0.1, 0.2), numbers(0.3), numbers(5)]],
  ...['Equal', 'Greater', 'Less', 'GreaterOrEqual', 'LessOrEqual'].map((op): Case => [
    op,
    [ints(1, 2, 3), int(2)],
  ]),
  ...['And', 'Or', 'Xor'].map((op): Case => [op, [bool(0, 0, 1, 1), bool(0, 1, 0, 1)]]),
  ...['Neg', 'Abs', 'Floor', 'Ceil', 'Round', 'Sqrt', 'Exp', 'Log', 'Reciprocal', 'Sign', 'Relu'].map(
    (op): Case => [op, [numbers(0.5, 1.5, 2.5, 3.7)]],
  ),
  ['OneHot', [ints(1), int(5), ints(1, 64)]],
  ['OneHot', [ints(1, -2, 9), int(4), ints(7, -1)], { axis: 0 }],
  ['Round', [numbers(-0.5, -1.5, -2.4)]],
  ['Not', [bool(0, 1)]],
  ['Identity', [ints(4, 9223372036854775807)]],
  ['Cast', [numbers(1.9, -1.9, 0)], { to: DataType.INT64 }],
  ['Cast', [numbers(1.9, -1.9, 0)], { to: DataType.BOOL }],
  ['Cast', [ints(16777217, -3)], { to: DataType.FLOAT }],
  ['CastLike', [numbers(1.9, -1.9), ints(1)]],
  ['Clip', [numbers(-1, 0.5, 2), floatTensor('', [], [0]), floatTensor('', [], [1])]],
  ['Where', [bool(1, 0), grid(3, 2), ints(7, 8)]],
  ['Reshape', [grid(2, 3), ints(3, -1)]],
  ['Flatten', [grid(2, 3)], { axis: 0 }],
  ['Squeeze', [grid(1, 3), ints(0)]],
  ['Unsqueeze', [ints(1, 2), ints(0)]],
  ['Expand', [ints(1, 2), ints(3, 2)]],
  ['Transpose', [int64Tensor('', [2, 3, 2], [...Array(12).keys()])], { perm: [2, 0, 1] }],
  ['Tile', [grid(2, 2), ints(2, 3)]],
  ['Slice', [grid(4, 5), ints(1, -1), ints(4, -100), ints(0, 1), ints(2, -2)]],
  ['Slice', [ints(1, 2, 3, 4), ints(-2), ints(9223372036854775807)]],
  ['Concat', [grid(2, 2), grid(2, 1), grid(2, 3)], { axis: 1 }],
  ['Gather', [grid(3, 4), int64Tensor('', [2, 2], [0, -1, 1, 2])], { axis: 1 }],
  ['Gather', [ints(5, 6, 7), int(-1)]],
  ['NonZero', [int64Tensor('', [2, 2], [1, 0, 3, 4])]],
  ['ScatterND', [ints(1, 2, 3, 4), int64Tensor('', [2, 1], [3, 0]), ints(9, 8)]],
  ['Shape', [grid(2, 3)]],
  ['Size', [grid(2, 3)]],
  ['ConstantOfShape', [ints(2, 2)], { value: ints(-1) }],
  ['ConstantOfShape', [ints(3)]],
  ['Range', [int(2), int(11), int(3)]],
  ['Range', [floatTensor('', [], [1]), floatTensor('', [], [0]), floatTensor('', [], [-0.3])]],
  ['ReduceProd', [grid(3, 2), ints(1)], { keepdims: 0 }],
  ['ReduceProd', [ints(3, 4, 5)], { keepdims: 0 }],
  ['ReduceSum', [grid(3, 2), ints(0)], { keepdims: 1 }],
  ['ReduceMax', [grid(3, 2), ints(-1)], { keepdims: 0 }],
  ['ReduceMin', [grid(3, 2), ints(0)]],
  ['ReduceMean', [numbers(0.1, 0.2, 0.6), ints(0)]],
];

const title = ([op, inputs, attributes = {}]: Case): string =>
  `${op} ${inputs.map(({ dims }) => `[${dims.join()}]`).join(' ')} ${Object.keys(attributes).join(' ')}`;

test.each(CASES.map((input) => [title(input), input] as const))('%s', async (_, [op, inputs, attributes]) => {
  const model = buildModel({
    opset: 18,
    inputs: {},
    outputs: ['out'],
    initializers: inputs.map((tensor, i) => ({ ...tensor, name: `in${i}` })),
    nodes: [
      [op, inputs.map((_, i) => `in${i}`), ['folded'], attributes],
      ['Identity', ['folded'], ['out']],
    ],
  });
  const { graph } = prepareModel(model).model;
  expect(graph.nodes.map(({ opType }) => opType)).toEqual(['Identity']);
  const folded = readConstant(graph.initializers.get('folded')!)!;
  const { out } = await runModel(model, {});
  expect(folded.shape).toEqual(out.dims);
  const expected = Array.from(out.data as ArrayLike<number | bigint>, Number);
  folded.values.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 6));
});

test('every rule has a case, but Split, which has two outputs', () => {
  const covered = new Set(CASES.map(([op]) => op));
  expect([...FOLD_RULES.keys()].filter((op) => !covered.has(op))).toEqual(['Split']);
});

test('Split gives each part', () => {
  const { graph } = prepareModel(
    buildModel({
      inputs: {},
      outputs: ['a1', 'b1'],
      initializers: [
        { ...ints(1, 2, 3), name: 'x' },
        { ...ints(1, 2), name: 'sizes' },
      ],
      nodes: [
        ['Split', ['x', 'sizes'], ['a', 'b']],
        ['Identity', ['a'], ['a1']],
        ['Identity', ['b'], ['b1']],
      ],
    }),
  ).model;
  expect(readConstant(graph.initializers.get('a')!)?.values).toEqual([1]);
  expect(readConstant(graph.initializers.get('b')!)?.values).toEqual([2, 3]);
});

test('what doubles cannot hold exactly is left to the runtime', () => {
  const { graph } = prepareModel(
    buildModel({
      inputs: {},
      outputs: ['out'],
      initializers: [{ ...ints(2 ** 52), name: 'x' }],
      nodes: [
        ['Mul', ['x', 'x'], ['square']],
        ['Identity', ['square'], ['out']],
      ],
    }),
  ).model;
  expect(graph.nodes.map(({ opType }) => opType)).toEqual(['Mul', 'Identity']);
});
