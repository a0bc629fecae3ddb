import { describe, expect, test } from 'vitest';
import { SaliencyError } from '../../../src/errors.js';
import { exportGradient, exportSingle } from '../../../src/gradient/export/export-gradient.js';
import { bytesOf } from '../../../src/onnx/codec/byte-source.js';
import { DataType, type Model, type Tensor } from '../../../src/onnx/graph/model.js';
import { parseModel } from '../../../src/onnx/codec/parse-model.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import { printModel } from '../../../src/onnx/codec/print-model.js';
import {
  buildModel,
  float,
  floatTensor,
  int64Tensor,
  seededNumbers,
  type AttributeInput,
  type NodeInput,
} from '../../fixtures/build-model.js';
import { runModel as runPlain } from '../../fixtures/run-model.js';
import { runModel, tensor } from '../run-model.js';

const [STEPS, BATCH, WIDTH, SIZE] = [10, 3, 4, 5];
const GATES: Readonly<Record<string, number>> = { RNN: 1, GRU: 3, LSTM: 4 };
const image = { dims: [STEPS, BATCH, WIDTH], data: seededNumbers(STEPS * BATCH * WIDTH, 3) };

interface Variant {
  readonly op: string;
  readonly attributes?: Readonly<Record<string, AttributeInput>>;
  readonly inputs?: readonly string[];
  /** Names of Y, Y_h and Y_c; those that are not empty are scored. */
  readonly outputs?: readonly string[];
  readonly lengths?: readonly number[];
}

let seed = 10;
function random(name: string, ...dims: number[]): Tensor {
  seed += 1;
  const count = dims.reduce((a, c) => a * c, 1);
  return floatTensor(name, dims, seededNumbers(count, seed));
}

function modelWith({ op, attributes = {}, inputs = [], outputs, lengths }: Variant): Model {
  const directions = attributes.direction === 'bidirectional' ? 2 : 1;
  const rows = GATES[op] * SIZE;
  const names = outputs ?? (op === 'LSTM' ? ['Y', 'Y_h', 'Y_c'] : ['Y', 'Y_h']);
  const scored = names.filter((name) => name !== '');
  const size = (name: string): number => directions * BATCH * SIZE * (name === 'Y' ? STEPS : 1);
  const flat: NodeInput[] = scored.map((name) => ['Reshape', [name, `${name}:shape`], [`${name}:row`]]);
  return buildModel({
    inputs: { x: image.dims },
    outputs: ['scores'],
    initializers: [
      random('W', directions, rows, WIDTH),
      random('R', directions, rows, SIZE),
      random('B', directions, 2 * rows),
      random('H', directions, BATCH, SIZE),
      random('C', directions, BATCH, SIZE),
      random('P', directions, 3 * SIZE),
      { name: 'lengths', dataType: DataType.INT32, dims: [BATCH], data: bytes(lengths ?? []) },
      ...scored.map((name) => int64Tensor(`${name}:shape`, [2], [1, size(name)])),
    ],
    nodes: [
      [op, ['x', 'W', 'R', ...inputs], names, { hidden_size: SIZE, ...attributes }],
      ...flat,
      ['Concat', scored.map((name) => `${name}:row`), ['scores'], { axis: 1 }],
    ],
  });
}

function bytes(values: readonly number[]): Uint8Array {
  return new Uint8Array(Int32Array.from(values).buffer);
}

const DIRECTIONS = ['forward', 'reverse', 'bidirectional'];
const full = [STEPS, STEPS, STEPS];
const VARIANTS: readonly Variant[] = [
  ...DIRECTIONS.flatMap((direction): Variant[] => [
    { op: 'RNN', attributes: { direction } },
    { op: 'RNN', attributes: { direction }, inputs: ['B', '', 'H'] },
    { op: 'GRU', attributes: { direction }, inputs: ['B'] },
    { op: 'GRU', attributes: { direction, linear_before_reset: 1 }, inputs: ['B', '', 'H'] },
    { op: 'LSTM', attributes: { direction }, inputs: ['B', '', 'H', 'C'] },
    { op: 'LSTM', attributes: { direction }, inputs: ['B', '', 'H', 'C', 'P'] },
    { op: 'LSTM', attributes: { direction }, inputs: ['', '', '', '', 'P'] },
  ]),
  { op: 'LSTM' },
  { op: 'GRU', attributes: { linear_before_reset: 1 } },
  { op: 'LSTM', attributes: { input_forget: 1 }, inputs: ['B'] },
  { op: 'LSTM', attributes: { clip: float(0.4) }, inputs: ['B', '', 'H', 'C', 'P'] },
  { op: 'GRU', attributes: { clip: float(0.4) }, inputs: ['B', '', 'H'] },
  { op: 'RNN', attributes: { clip: float(0.4) }, inputs: ['B', '', 'H'] },
  { op: 'LSTM', outputs: ['', 'Y_h', 'Y_c'] },
  { op: 'LSTM', outputs: ['', '', 'Y_c'] },
  { op: 'GRU', outputs: ['Y'] },
  { op: 'GRU', outputs: ['', 'Y_h'], attributes: { direction: 'bidirectional' } },
  { op: 'LSTM', inputs: ['B', 'lengths'], lengths: full },
  {
    op: 'LSTM',
    attributes: {
      activations: { type: 'strings', value: ['Sigmoid', 'Tanh', 'Tanh', 'sigmoid', 'tanh', 'tanh'] },
      direction: 'bidirectional',
    },
  },
];

const title = ({ op, attributes, inputs, outputs }: Variant): string =>
  `${op} ${JSON.stringify(attributes ?? {})} inputs [${inputs?.join() ?? ''}] outputs [${outputs?.join() ?? 'all'}]`;

test.each(VARIANTS.map((one) => [title(one), one] as const))(
  'what ONNX Runtime computes: %s',
  async (_, variant) => {
    const model = modelWith(variant);
    const single = exportSingle(prepareModel(model), { layers: ['x'] });
    expect(single.graph.nodes.map(({ opType }) => opType)).not.toContain(variant.op);
    const { scores } = await runPlain(model, { x: image });
    const expected = scores.data as Float32Array;
    const weights = tensor([1, expected.length], seededNumbers(expected.length, 8));
    const { logits } = await runModel(single, { x: tensor(image.dims, image.data), score_weights: weights });
    expect(logits.data).toHaveLength(expected.length);
    logits.data.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
  },
);

describe('what is refused', () => {
  test.each<[string, Variant]>([
    ['other activations', { op: 'RNN', attributes: { activations: { type: 'strings', value: ['Relu'] } } }],
    ['sequences that end early', { op: 'LSTM', inputs: ['B', 'lengths'], lengths: [10, 7, 10] }],
  ])('%s, by name and with what to do', (_, variant) => {
    const prepared = prepareModel(modelWith(variant));
    const refused = (): unknown => exportGradient(prepared, { layers: ['x'] });
    expect(refused).toThrow(SaliencyError);
    expect(refused).toThrow(
      /(RNN|LSTM) \(opset 17, node "node0"\)\. Export recurrent layers with their default/,
    );
  });

  test('nothing, where such an operator lies before the layer', () => {
    const prepared = prepareModel(modelWith({ op: 'LSTM', inputs: ['B', 'lengths'], lengths: [10, 7, 10] }));
    const { trunk } = exportGradient(prepared, { layers: ['Y'] });
    expect(trunk?.graph.nodes.map(({ opType }) => opType)).toContain('LSTM');
  });

  test('weights that contradict the direction', () => {
    const model = modelWith({ op: 'GRU', attributes: { direction: 'bidirectional' } });
    const [node, ...rest] = model.graph.nodes;
    const nodes = [{ ...node, attributes: new Map() }, ...rest];
    expect(() => prepareModel({ ...model, graph: { ...model.graph, nodes } })).toThrow(/W does not fit/);
  });
});

test('in layout 1 the batch comes first', () => {
  const model = buildModel({
    inputs: { x: [BATCH, STEPS, WIDTH] },
    outputs: ['y', 'h', 'c'],
    initializers: [random('W', 2, 4 * SIZE, WIDTH), random('R', 2, 4 * SIZE, SIZE)],
    nodes: [
      [
        'LSTM',
        ['x', 'W', 'R'],
        ['y', 'h', 'c'],
        { hidden_size: SIZE, direction: 'bidirectional', layout: 1 },
      ],
    ],
  });
  const { types } = prepareModel(model);
  expect(types.get('y')?.shape).toEqual([BATCH, STEPS, 2, SIZE]);
  expect(types.get('h')?.shape).toEqual([BATCH, 2, SIZE]);
  expect(types.get('c')?.shape).toEqual([BATCH, 2, SIZE]);
});

test('the weights stay in the file, and a step takes few nodes', async () => {
  const wide = 64;
  const small = (steps: number): Model =>
    buildModel({
      inputs: { x: [steps, 1, wide] },
      outputs: { scores: [2, wide] },
      initializers: [random('W', 2, 4 * wide, wide), random('R', 2, 4 * wide, wide)],
      nodes: [
        ['LSTM', ['x', 'W', 'R'], ['', 'h'], { hidden_size: wide, direction: 'bidirectional' }],
        ['Flatten', ['h'], ['scores'], { axis: 2 }],
      ],
    });
  const exported = async (steps: number): Promise<Model> => {
    const file = bytesOf(printModel(small(steps)));
    const model = await parseModel(file, { location: 'model.onnx' });
    return exportSingle(prepareModel(model), { layers: ['x'] });
  };
  const { nodes, initializers } = (await exported(7)).graph;
  const linked = [...initializers.values()].filter(({ link }) => link);
  expect(linked.map(({ dims }) => dims)).toEqual([
    [1, 2, 4 * wide, wide],
    [2 * 4 * wide, wide],
  ]);
  const held = [...initializers.values()].map(({ data }) => data?.length ?? 0);
  expect(Math.max(...held)).toBeLessThanOrEqual(64);
  // Both directions together, forwards and backwards
  const perStep = ((await exported(6)).graph.nodes.length - (await exported(4)).graph.nodes.length) / 2;
  expect(perStep).toBeLessThanOrEqual(30);
  expect(nodes.filter(({ opType }) => opType === 'Transpose').length).toBeLessThanOrEqual(4);
});
