import { describe, expect, test } from 'vitest';
import { exportSingle } from '../../../src/gradient/export/export-gradient.js';
import { REGISTRY } from '../../../src/gradient/rules/registry.js';
import { encodeValues } from '../../../src/onnx/graph/constant.js';
import { DataType, type Tensor, type TensorType } from '../../../src/onnx/graph/model.js';
import type { PreparedModel } from '../../../src/onnx/prepare/prepare-model.js';
import {
  buildModel,
  seededNumbers,
  type AttributeInput,
  type NodeInput,
} from '../../fixtures/build-model.js';
import { nd, sizeOf, type NdArray } from '../reference/nd-array.js';
import type { AttributeValue } from '../reference/operator.js';
import { evaluate } from '../reference/reference-operators.js';
import { algebraRows } from '../rows/algebra-rows.js';
import { elementwiseRows } from '../rows/elementwise-rows.js';
import { lpPoolRows } from '../rows/lp-pool-rows.js';
import { movementRows } from '../rows/movement-rows.js';
import { recurrentRows } from '../rows/recurrent-rows.js';
import type { Row, RowInput } from '../rows/row.js';
import { samplingRows } from '../rows/sampling-rows.js';
import { scatterRows } from '../rows/scatter-rows.js';
import { windowRows } from '../rows/window-rows.js';
import { runModel, tensor } from '../run-model.js';

const ROWS = [
  ...windowRows,
  ...elementwiseRows,
  ...algebraRows,
  ...movementRows,
  ...scatterRows,
  ...lpPoolRows,
  ...samplingRows,
  ...recurrentRows,
];
const STEP = 1e-5;

interface Case {
  readonly row: Row;
  readonly opset: number;
  readonly wrt: number;
}

const cases: readonly Case[] = ROWS.flatMap((row) =>
  row.opsets.flatMap((opset) => (row.wrt ?? [0]).map((wrt) => ({ row, opset, wrt }))),
);

function describeCase({ row, opset, wrt }: Case): string {
  const attributes = Object.entries(row.attributes ?? {}).map(
    ([name, value]) => `${name}=${JSON.stringify(value)}`,
  );
  const shapes = row.inputs.map((input) => (input ? `[${input.shape.join()}]` : '-')).join(' ');
  return `${row.op}-${opset} ${shapes} ${attributes.join(' ')} by input ${wrt}`;
}

function referenceAttributes(row: Row): Record<string, AttributeValue> {
  const plain = (value: AttributeInput): AttributeValue =>
    typeof value === 'object' && 'value' in value ? (value.value as number) : (value as AttributeValue);
  return Object.fromEntries(
    Object.entries(row.attributes ?? {}).map(([name, value]) => [name, plain(value)]),
  );
}

/** The scored outputs in float64, one after the other. */
function forward(
  { row, opset, wrt }: Case,
  at: NdArray,
): { shapes: (readonly number[])[]; scores: number[] } {
  const inputs = row.inputs.map((input, i) => (i === wrt ? at : input && nd(input.shape, input.values)));
  const outputs = evaluate(row.op, { inputs, attributes: referenceAttributes(row), opset });
  const scored = row.scored ?? outputs.map((_, i) => i);
  return {
    shapes: outputs.map(({ shape }) => shape),
    scores: scored.flatMap((i) => Array.from(outputs[i].data)),
  };
}

function differences(one: Case, at: NdArray, weights: Float32Array): number[] {
  const score = (flat: number, step: number): number => {
    const data = at.data.slice();
    data[flat] += step;
    return forward(one, { ...at, data }).scores.reduce((total, value, i) => total + value * weights[i], 0);
  };
  return Array.from(at.data, (_, flat) => (score(flat, STEP) - score(flat, -STEP)) / (2 * STEP));
}

/** The operator, then its scored outputs as one row of class scores. */
function oneNodeModel({ row, opset, wrt }: Case, shapes: readonly (readonly number[])[]): PreparedModel {
  const names = row.inputs.map((input, i) => (input ? (i === wrt ? 'image' : `input${i}`) : ''));
  const outputs = shapes.map((_, i) => `output${i}`);
  const scored = (row.scored ?? shapes.map((_, i) => i)).map((i) => ({
    name: outputs[i],
    size: sizeOf(shapes[i]),
  }));
  const total = scored.reduce((sum, { size }) => sum + size, 0);
  const rows: NodeInput[] = scored.map(({ name }) => ['Reshape', [name, `${name}:shape`], [`${name}:row`]]);
  const concat: NodeInput = ['Concat', scored.map(({ name }) => `${name}:row`), ['scores'], { axis: 1 }];
  const constants = row.inputs.flatMap((input, i) => (input && i !== wrt ? [toTensor(names[i], input)] : []));
  const rowShapes = scored.map(({ name, size }) =>
    toTensor(`${name}:shape`, { dataType: DataType.INT64, shape: [2], values: [1, size] }),
  );
  const initializers = [...constants, ...rowShapes];
  const model = buildModel({
    opset,
    irVersion: 10,
    inputs: { image: row.inputs[wrt]?.shape },
    outputs: ['scores'],
    initializers,
    nodes: [[row.op, names, outputs, row.attributes], ...rows, concat],
  });
  const float = (shape: readonly number[]): TensorType => ({ dataType: DataType.FLOAT, shape });
  const types = new Map<string, TensorType>([
    ['image', float(row.inputs[wrt]?.shape ?? [])],
    ['scores', float([1, total])],
    ...initializers.map(({ name, dataType, dims }) => [name, { dataType, shape: dims }] as const),
    ...outputs.map((name, i) => [name, float(shapes[i])] as const),
    ...scored.map(({ name, size }) => [`${name}:row`, float([1, size])] as const),
  ]);
  return { model, types, aliases: new Map(), notes: [] };
}

function toTensor(name: string, { dataType, shape, values }: RowInput): Tensor {
  return { name, dataType, dims: shape, data: encodeValues(dataType, values) };
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  const largest = Math.max(1, ...expected.map(Math.abs));
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - actual[i])));
  const shown = `actual ${Array.from(actual).slice(0, 8).join(' ')}; expected ${expected.slice(0, 8).join(' ')}`;
  expect(actual.length).toBe(expected.length);
  expect(worst / largest, shown).toBeLessThanOrEqual(tolerance);
}

describe('gradient rules against float64 differences', () => {
  test.each(cases.map((one) => [describeCase(one), one] as const))('%s', async (_, one) => {
    const { row, wrt } = one;
    const input = row.inputs[wrt];
    if (!input) throw new Error(`no input ${wrt}`);
    const at = nd(input.shape, input.values);
    const { shapes, scores } = forward(one, at);
    const weights = seededNumbers(scores.length, 5);
    const gradient = exportSingle(oneNodeModel(one, shapes), { layers: ['image'] });
    const out = await runModel(gradient, {
      image: tensor(input.shape, input.values),
      score_weights: tensor([1, scores.length], weights),
    });
    const tolerance = row.tolerance ?? 1e-4;
    expectClose(out.logits.data, scores, tolerance);
    expect(out['gradients/image'].shape).toEqual(input.shape);
    expectClose(out['gradients/image'].data, differences(one, at, weights), tolerance);
  });
});

test('every rule has a row', () => {
  const checked = (op: string, since: number, until: number): boolean =>
    ROWS.some((row) => row.op === op && row.opsets.some((opset) => opset >= since && opset <= until));
  const missing = [...REGISTRY].flatMap(([op, entries]) =>
    entries
      .filter((entry) => !entry.constant && !checked(op, entry.since ?? 1, entry.until ?? Infinity))
      .map(() => op),
  );
  expect(missing).toEqual([]);
});
