import { expect, test } from 'vitest';
import { bytesOf } from '../../../src/onnx/codec/byte-source.js';
import { DataType, type Model } from '../../../src/onnx/graph/model.js';
import { parseModel } from '../../../src/onnx/codec/parse-model.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import { printGraph } from '../../../src/onnx/codec/print-graph.js';
import { printModel } from '../../../src/onnx/codec/print-model.js';
import { printNode } from '../../../src/onnx/codec/print-node.js';
import { WireWriter } from '../../../src/onnx/codec/wire-writer.js';
import { buildModel, float, floatTensor, seededNumbers, type NodeInput } from '../../fixtures/build-model.js';
import { runModel } from '../../fixtures/run-model.js';

const x = { dims: [1, 2, 1, 2], data: Float32Array.of(-1, 2, -3, 4) };
const operators = ({ graph }: Model) => graph.nodes.map(({ opType }) => opType);

/** The bytes of an If's branch attribute: kind 5, field 6. */
const branch = (name: string, model: Model) =>
  ({
    type: 'opaque',
    kind: 5,
    value: new WireWriter().text(1, name).bytes(6, printGraph(model.graph)).int(20, 5).finish(),
  }) as const;

/** y = (condition ? 300 weights times x : x squeezed), where both branches use the outer x. */
function modelWithIf(condition: readonly number[]): Model {
  const weights = floatTensor('w', [1, 2, 300, 1], seededNumbers(600));
  const scaled = buildModel({
    inputs: {},
    outputs: ['out'],
    initializers: [weights],
    nodes: [
      ['Mul', ['relu', 'w'], ['inner']],
      ['Neg', ['inner'], ['out']],
    ],
  });
  const plain = buildModel({ inputs: {}, outputs: ['relu'], nodes: [] });
  return buildModel({
    inputs: { x: [1, 2, 1, 2] },
    outputs: ['y'],
    initializers: [
      { name: 'condition', dataType: DataType.BOOL, dims: [], data: Uint8Array.from(condition) },
    ],
    nodes: [
      ['Relu', ['x'], ['relu']],
      [
        'If',
        ['condition'],
        ['chosen'],
        { then_branch: branch('then_branch', scaled), else_branch: branch('else_branch', plain) },
      ],
      ['Abs', ['chosen'], ['y']],
    ],
  });
}

test.each([
  [1, ['Relu', 'Mul', 'Neg', 'Abs'], [1, 2, 300, 2]],
  [0, ['Relu', 'Abs'], [1, 2, 1, 2]],
])('an If whose condition is the constant %d becomes its branch', async (condition, expected, shape) => {
  const prepared = prepareModel(modelWithIf([condition]));
  expect(operators(prepared.model)).toEqual(expected);
  expect(prepared.types.get('y')?.shape).toEqual(shape);
  const weights = prepared.model.graph.initializers.get('chosen/w');
  const values = weights && new Float32Array(weights.data!.slice().buffer);
  expect(values).toEqual(condition ? seededNumbers(600) : undefined);
  const { y } = await runModel(prepared.model, { x });
  expect(y.dims).toEqual(shape);
});

test('an If that depends on the image is refused by name', () => {
  const model = modelWithIf([1]);
  const inputs = [...model.graph.inputs, { name: 'condition', dataType: DataType.BOOL, dims: [] }];
  const open = { ...model, graph: { ...model.graph, inputs, initializers: new Map() } };
  expect(() => prepareModel(open)).toThrow(
    expect.objectContaining({
      code: 'model-unsupported',
      message: expect.stringMatching(/If 'node1'.*fixed input size/) as unknown,
    }) as Error,
  );
});

/** A FunctionProto with `nodes`, which may refer to the call's attribute `slope`. */
function functionField(name: string, nodes: readonly NodeInput[], opset = 17): Uint8Array {
  const { graph } = buildModel({ inputs: {}, outputs: [], nodes });
  const body = new WireWriter().text(1, name).text(4, 'in').text(5, 'out').text(6, 'slope');
  for (const node of graph.nodes) body.bytes(7, printNode(node));
  const operatorSet = new WireWriter().int(2, opset).finish();
  return new WireWriter().bytes(25, body.bytes(9, operatorSet).text(10, 'mine').finish()).finish();
}

const slope = {
  type: 'opaque',
  kind: 1,
  value: new WireWriter().text(1, 'alpha').int(20, 1).text(21, 'slope').finish(),
} as const;

function modelWithFunctions(opset: number): Model {
  const model = buildModel({
    inputs: { x: [1, 2, 1, 2] },
    outputs: ['y'],
    nodes: [
      ['Twice', ['x'], ['a'], { slope: float(0.25) }],
      ['Twice', ['a'], ['b'], { slope: float(0.5) }],
      ['Abs', ['b'], ['y']],
    ],
  });
  const nodes = model.graph.nodes.map((node, i) => (i < 2 ? { ...node, domain: 'mine' } : node));
  const unknown = [
    functionField(
      'Twice',
      [
        ['Neg', ['in'], ['hidden']],
        ['LeakyRelu', ['hidden'], ['out'], { alpha: slope }],
      ],
      opset,
    ),
  ];
  return {
    ...model,
    opsets: new Map([
      ['', 17],
      ['mine', 1],
    ]),
    unknown,
    graph: { ...model.graph, nodes },
  };
}

test('calls of model functions are inlined with their attributes', async () => {
  const model = modelWithFunctions(17);
  const parsed = await parseModel(bytesOf(printModel(model)), { location: 'm.onnx' });
  const prepared = prepareModel(parsed);
  expect(operators(prepared.model)).toEqual(['Neg', 'LeakyRelu', 'Neg', 'LeakyRelu', 'Abs']);
  const before = await runModel(model, { x });
  const after = await runModel(prepared.model, { x });
  expect(after.y.data).toEqual(before.y.data);
  expect(prepared.model.unknown).toEqual([]);
});

test('functions for another opset stay calls', () => {
  const prepared = prepareModel(modelWithFunctions(18));
  expect(operators(prepared.model)).toEqual(['Twice', 'Twice', 'Abs']);
  expect(prepared.model.unknown).toHaveLength(1);
});

test('functions that call themselves are refused', () => {
  const model = modelWithFunctions(17);
  const call = buildModel({ inputs: {}, outputs: [], nodes: [['Twice', ['in'], ['out']]] }).graph.nodes[0];
  const body = new WireWriter()
    .text(1, 'Twice')
    .text(4, 'in')
    .text(5, 'out')
    .bytes(7, printNode({ ...call, domain: 'mine' }))
    .text(10, 'mine');
  const unknown = [new WireWriter().bytes(25, body.finish()).finish()];
  expect(() => prepareModel({ ...model, unknown })).toThrow(/nest too deeply/);
});

/** The model with a tensor, and its node, that are called so, and that the result depends on. */
function crowded(model: Model, name: string): Model {
  const { graph } = model;
  const [first] = graph.nodes;
  const own = { ...first, opType: 'Sigmoid', domain: '', inputs: ['x'], attributes: new Map() };
  const nodes = [
    { ...own, outputs: [name], name },
    ...graph.nodes.slice(0, -1),
    { ...own, opType: 'Mul', inputs: [graph.nodes.at(-1)!.inputs[0], name], outputs: ['y'], name: 'last' },
  ];
  return { ...model, graph: { ...graph, nodes } };
}

test.each([
  ['branch', modelWithIf([1]), 'chosen/inner'],
  ['branch', modelWithIf([1]), 'chosen/w'],
  ['branch', modelWithIf([1]), 'chosen/node0'],
  ['function', modelWithFunctions(17), 'a/hidden'],
  ['function', modelWithFunctions(17), 'b/node1'],
])('a %s gets no name that the graph around it has', async (_, model, taken) => {
  const prepared = prepareModel(crowded(model, taken)).model;
  const names = prepared.graph.nodes.flatMap(({ name, outputs }) => [`node ${name}`, ...outputs]);
  expect(new Set(names).size).toBe(names.length);
  const free = prepareModel(crowded(model, 'elsewhere')).model;
  expect((await runModel(prepared, { x })).y.data).toEqual((await runModel(free, { x })).y.data);
});
