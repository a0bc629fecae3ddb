import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { exportSingle } from '../../../src/gradient/export/export-gradient.js';
import { bytesOf } from '../../../src/onnx/codec/byte-source.js';
import type { Model, Tensor } from '../../../src/onnx/graph/model.js';
import { parseModel } from '../../../src/onnx/codec/parse-model.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import { printModel } from '../../../src/onnx/codec/print-model.js';
import { RUNTIME_DOMAIN, RUNTIME_OPERATORS } from '../../../src/onnx/prepare/runtime-operators.js';
import { spatialLayers } from '../../../src/onnx/layers/spatial-layers.js';
import {
  buildModel,
  float,
  floats,
  floatTensor,
  int64Tensor,
  seededNumbers,
  type AttributeInput,
  type NodeInput,
} from '../../fixtures/build-model.js';
import { runModel } from '../../fixtures/run-model.js';

const operators = ({ graph }: Model) => graph.nodes.map(({ opType }) => opType);
const isOwn = ({ graph }: Model) => graph.nodes.some(({ domain }) => domain === RUNTIME_DOMAIN);
const weights = (name: string, dims: readonly number[], seed: number): Tensor =>
  floatTensor(
    name,
    dims,
    seededNumbers(
      dims.reduce((a, b) => a * b, 1),
      seed,
    ),
  );

/** The model with its nodes `names` in ONNX Runtime's own domain. */
function withOwnNodes(model: Model): Model {
  const nodes = model.graph.nodes.map((node) =>
    RUNTIME_OPERATORS.includes(node.opType) ? { ...node, domain: RUNTIME_DOMAIN } : node,
  );
  return { ...model, opsets: new Map(model.opsets).set(RUNTIME_DOMAIN, 1), graph: { ...model.graph, nodes } };
}

interface Case {
  readonly op: string;
  readonly inputs: readonly (readonly number[] | null)[];
  readonly attributes?: Readonly<Record<string, AttributeInput>>;
  readonly outputs?: readonly string[];
  readonly becomes: readonly string[];
}

const image = [1, 2, 5, 5];
const kernel = [4, 2, 3, 3];
const relu = { activation: 'Relu' };
const erf = ['Mul', 'Erf', 'Add', 'Mul', 'Mul'];
const cube = ['Mul', 'Mul', 'Mul', 'Add', 'Mul', 'Tanh', 'Add', 'Mul', 'Mul'];
const norm = ['Add', 'LayerNormalization'];

const CASES: readonly Case[] = [
  { op: 'FusedConv', inputs: [image, kernel], attributes: relu, becomes: ['Conv', 'Relu'] },
  {
    op: 'FusedConv',
    inputs: [image, kernel, [4], [1, 4, 3, 3]],
    attributes: { ...relu, strides: [2, 2], pads: [1, 1, 1, 1] },
    becomes: ['Conv', 'Add', 'Relu'],
  },
  {
    op: 'FusedConv',
    inputs: [image, kernel, [4]],
    attributes: { activation: 'Tanh' },
    becomes: ['Conv', 'Tanh'],
  },
  {
    op: 'FusedConv',
    inputs: [image, [2, 1, 3, 3], [2]],
    attributes: { activation: 'LeakyRelu', activation_params: floats([0.3]), group: 2 },
    becomes: ['Conv', 'LeakyRelu'],
  },
  {
    op: 'FusedConv',
    inputs: [image, kernel],
    attributes: { activation: 'Clip', activation_params: floats([-0.5, 0.75]), auto_pad: 'SAME_UPPER' },
    becomes: ['Conv', 'Clip'],
  },
  {
    op: 'FusedConv',
    inputs: [image, kernel],
    attributes: { activation: 'HardSigmoid', activation_params: floats([0.25, 0.4]) },
    becomes: ['Conv', 'HardSigmoid'],
  },
  {
    op: 'FusedGemm',
    inputs: [[2, 3], [4, 3], [4]],
    attributes: { transB: 1, alpha: 0.5, activation: 'LeakyRelu', activation_alpha: 0.2 },
    becomes: ['Gemm', 'LeakyRelu'],
  },
  {
    op: 'FusedMatMul',
    inputs: [
      [2, 3],
      [3, 4],
    ],
    becomes: ['MatMul'],
  },
  {
    op: 'FusedMatMul',
    inputs: [
      [2, 3, 4],
      [2, 5, 4],
    ],
    attributes: { transB: 1, alpha: 0.3 },
    becomes: ['Transpose', 'MatMul', 'Mul'],
  },
  {
    op: 'FusedMatMul',
    inputs: [
      [1, 2, 3, 4],
      [1, 2, 5, 3],
    ],
    attributes: { transA: 1, transB: 1 },
    becomes: ['Transpose', 'Transpose', 'MatMul'],
  },
  { op: 'Gelu', inputs: [[2, 3]], becomes: erf },
  { op: 'BiasGelu', inputs: [[2, 3], [3]], becomes: ['Add', ...erf] },
  { op: 'FastGelu', inputs: [[2, 3]], becomes: cube },
  { op: 'FastGelu', inputs: [[2, 3], [3]], becomes: ['Add', ...cube] },
  { op: 'QuickGelu', inputs: [[2, 3]], becomes: ['Mul', 'Sigmoid', 'Mul'] },
  { op: 'QuickGelu', inputs: [[2, 3]], attributes: { alpha: 0.7 }, becomes: ['Mul', 'Sigmoid', 'Mul'] },
  { op: 'SkipLayerNormalization', inputs: [[1, 3, 4], [1, 3, 4], [4]], becomes: norm },
  {
    op: 'SkipLayerNormalization',
    inputs: [[1, 3, 4], [1, 3, 4], [4], [4], [4]],
    attributes: { epsilon: 0.01 },
    outputs: ['y', '', '', 'sum'],
    becomes: ['Add', ...norm],
  },
];

const title = ({ op, inputs, attributes = {} }: Case): string =>
  `${op} ${inputs.map((dims) => `[${dims?.join() ?? ''}]`).join(' ')} ${Object.keys(attributes).join(' ')}`;

test.each(CASES.map((one) => [title(one), one] as const))(
  '%s is what ONNX Runtime computes',
  async (_, { op, inputs, attributes, outputs = ['y'], becomes }) => {
    const names = inputs.map((_, i) => `in${i}`);
    const model = withOwnNodes(
      buildModel({
        inputs: Object.fromEntries(inputs.map((dims, i) => [names[i], dims ?? []])),
        outputs: outputs.filter((name) => name !== ''),
        nodes: [[op, names, outputs, attributes]],
      }),
    );
    const { model: prepared, types } = prepareModel(model);
    expect(operators(prepared)).toEqual(becomes);
    const feeds = Object.fromEntries(
      inputs.map((dims, i) => [
        names[i],
        {
          dims: dims ?? [],
          data: seededNumbers(
            (dims ?? []).reduce((a, b) => a * b, 1),
            i + 2,
          ),
        },
      ]),
    );
    const expected = await runModel(model, feeds);
    const actual = await runModel(prepared, feeds);
    for (const [name, { data, dims }] of Object.entries(expected)) {
      expect(types.get(name)?.shape).toEqual(dims);
      const values = data as Float32Array;
      (actual[name].data as Float32Array).forEach((value, i) => expect(value).toBeCloseTo(values[i], 5));
    }
  },
);

test('every operator has a case', () => {
  expect(RUNTIME_OPERATORS.filter((op) => !CASES.some((one) => one.op === op))).toEqual([]);
});

test('a form that is not known stays, and is refused by name', () => {
  const model = withOwnNodes(
    buildModel({
      inputs: { x: [2, 3, 4] },
      outputs: ['scores'],
      nodes: [
        ['Relu', ['x'], ['a']],
        ['FusedMatMul', ['a', 'a'], ['scores'], { transBatchA: 1, transA: 1 }],
      ],
    }),
  );
  const prepared = prepareModel(model);
  expect(operators(prepared.model)).toEqual(['Relu', 'FusedMatMul']);
  expect(() => exportSingle(prepared, { layers: ['a'] })).toThrow(/com\.microsoft\.FusedMatMul/);
});

/** A small network with an attention, of operators that ONNX Runtime likes to fuse. */
function plainModel(): Model {
  const conv = (from: string, to: string, opType: string, attributes = {}): NodeInput[] => [
    ['Conv', [from, `${to}:w`, `${to}:b`], [`${to}:z`], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }],
    [opType, [`${to}:z`], [to], attributes],
  ];
  const gelu: NodeInput[] = [
    ['Div', ['c', 'root'], ['g1']],
    ['Erf', ['g1'], ['g2']],
    ['Add', ['g2', 'one'], ['g3']],
    ['Mul', ['c', 'g3'], ['g4']],
    ['Mul', ['g4', 'half'], ['g']],
  ];
  const attention: NodeInput[] = [
    ['Reshape', ['g', 'tokens'], ['t']],
    ['Transpose', ['t'], ['q'], { perm: [0, 2, 1] }],
    ['MatMul', ['q', 't'], ['s']],
    ['Mul', ['s', 'half'], ['scaled']],
    ['Softmax', ['scaled'], ['p'], { axis: -1 }],
    ['MatMul', ['p', 'q'], ['o']],
    ['Add', ['o', 'q'], ['sum']],
    ['LayerNormalization', ['sum', 'gamma', 'beta'], ['n'], { axis: -1, epsilon: float(1e-5) }],
    ['ReduceMean', ['n'], ['m'], { axes: [1], keepdims: 0 }],
    ['Gemm', ['m', 'f:w', 'f:b'], ['f:z'], { transB: 1 }],
    ['Relu', ['f:z'], ['f']],
    ['Gemm', ['f', 'l:w'], ['scores']],
  ];
  return buildModel({
    inputs: { x: [1, 3, 6, 6] },
    outputs: ['scores'],
    initializers: [
      ...[weights('a:w', [4, 3, 3, 3], 1), weights('a:b', [4], 2), weights('b:w', [4, 4, 3, 3], 3)],
      ...[weights('b:b', [4], 4), weights('c:w', [4, 4, 3, 3], 5), weights('c:b', [4], 6)],
      ...[
        weights('gamma', [4], 7),
        weights('beta', [4], 8),
        weights('f:w', [8, 4], 9),
        weights('f:b', [8], 10),
      ],
      ...[weights('l:w', [8, 5], 11), int64Tensor('tokens', [3], [1, 4, 36])],
      ...[floatTensor('root', [], [Math.SQRT2]), floatTensor('one', [], [1]), floatTensor('half', [], [0.5])],
    ],
    nodes: [
      ...conv('x', 'a', 'Relu'),
      ...conv('a', 'b', 'LeakyRelu', { alpha: 0.25 }),
      ...conv('b', 'c', 'Sigmoid'),
      ...gelu,
      ...attention,
    ],
  });
}

/** The model as ONNX Runtime saves it for others to load. */
async function optimised(model: Model): Promise<Model> {
  const folder = mkdtempSync(join(tmpdir(), 'optimised-'));
  const path = join(folder, 'model.onnx');
  const options = {
    graphOptimizationLevel: 'extended',
    optimizedModelFilePath: path,
    logSeverityLevel: 3,
  } as const;
  const session = await InferenceSession.create(printModel(model), options);
  await session.release();
  const bytes = new Uint8Array(readFileSync(path));
  rmSync(folder, { recursive: true });
  return parseModel(bytesOf(bytes), { location: 'model.onnx' });
}

test('a file that ONNX Runtime has optimised gives the layers and the gradient of the file before', async () => {
  const before = plainModel();
  const after = await optimised(before);
  const fused = after.graph.nodes
    .filter(({ domain }) => domain === RUNTIME_DOMAIN)
    .map(({ opType }) => opType);
  expect(new Set(fused)).toEqual(
    new Set(['FusedConv', 'Gelu', 'FusedMatMul', 'SkipLayerNormalization', 'FusedGemm']),
  );
  const feeds = {
    x: { dims: [1, 3, 6, 6], data: seededNumbers(108, 12) },
    score_weights: { dims: [1, 5], data: seededNumbers(5, 13) },
  };
  const [plain, own] = [before, after].map((model) => prepareModel(model));
  expect(isOwn(own.model)).toBe(false);
  const names = spatialLayers(own).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['a', 'b', 'c']));
  const layers = ['a', 'b', 'c'];
  const expected = await runModel(exportSingle(plain, { layers }), feeds);
  const head = exportSingle(own, { layers });
  expect([...head.opsets.keys()]).toEqual(['']);
  const actual = await runModel(head, feeds);
  for (const name of ['logits', ...layers.map((layer) => `gradients/${layer}`)]) {
    const values = Array.from(expected[name].data as Float32Array);
    const largest = Math.max(...values.map(Math.abs));
    const found = actual[name].data as Float32Array;
    expect(largest).toBeGreaterThan(0);
    expect(Math.max(...values.map((value, i) => Math.abs(value - found[i]))) / largest).toBeLessThan(1e-5);
  }
});

test('a file that ONNX Runtime has laid out for one processor is refused with advice', () => {
  const model = buildModel({
    inputs: { x: [1, 8, 4, 4] },
    outputs: ['scores'],
    initializers: [weights('w', [8, 8, 1, 1], 1)],
    nodes: [
      ['Relu', ['x'], ['a']],
      ['Conv', ['a', 'w'], ['scores']],
    ],
  });
  const nodes = model.graph.nodes.map((node, i) =>
    i === 1 ? { ...node, domain: 'com.microsoft.nchwc' } : node,
  );
  const prepared = prepareModel({ ...model, graph: { ...model.graph, nodes } });
  expect(() => exportSingle(prepared, { layers: ['a'] })).toThrow(
    /com\.microsoft\.nchwc\.Conv.*use the model that it was made from/,
  );
});
