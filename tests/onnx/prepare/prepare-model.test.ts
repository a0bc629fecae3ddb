import { describe, expect, test } from 'vitest';
import { DataType, type Model } from '../../../src/onnx/graph/model.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import {
  buildModel,
  floatTensor,
  int64Tensor,
  seededNumbers,
  type NodeInput,
} from '../../fixtures/build-model.js';
import { runModel } from '../../fixtures/run-model.js';

/** A VGG in miniature, as MXNet writes it: opset 7, initializers as inputs, Dropout with a mask, no value_info. */
function miniVgg(): Model {
  const weights = (name: string, dims: readonly number[]) =>
    floatTensor(
      name,
      dims,
      seededNumbers(
        dims.reduce((a, b) => a * b, 1),
        name.length,
      ),
    );
  return buildModel({
    opset: 7,
    irVersion: 3,
    inputs: { data: ['N', 3, 16, 16] },
    outputs: ['prob'],
    initializers: [
      weights('w1', [8, 3, 3, 3]),
      weights('b1', [8]),
      weights('fc', [10, 8 * 8 * 8]),
      weights('fcb', [10]),
    ],
    nodes: [
      ['Conv', ['data', 'w1', 'b1'], ['conv'], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }],
      ['Relu', ['conv'], ['relu']],
      ['MaxPool', ['relu'], ['pool'], { kernel_shape: [2, 2], strides: [2, 2] }],
      ['Dropout', ['pool'], ['drop', 'mask']],
      ['Flatten', ['drop'], ['flat']],
      ['Gemm', ['flat', 'fc', 'fcb'], ['logits'], { transB: 1 }],
      ['Softmax', ['logits'], ['prob']],
    ],
  });
}

test('a classifier with an open batch gets static shapes', () => {
  const { types, model, notes } = prepareModel(miniVgg());
  expect(Object.fromEntries([...types].map(([name, { shape }]) => [name, shape]))).toMatchObject({
    data: [1, 3, 16, 16],
    conv: [1, 8, 16, 16],
    pool: [1, 8, 8, 8],
    flat: [1, 512],
    prob: [1, 10],
  });
  expect(model.graph.inputs[0].dims).toEqual([1, 3, 16, 16]);
  expect(notes).toEqual([]);
});

test('a Dropout inside the graph goes, with its mask; the tensor behind it is named', () => {
  const { model, aliases } = prepareModel(miniVgg());
  expect(model.graph.nodes.map(({ opType }) => opType)).not.toContain('Dropout');
  expect(Object.fromEntries(aliases)).toEqual({ drop: 'pool' });
});

test('a prepared model gives what the original gives', async () => {
  const original = miniVgg();
  const data = { dims: [1, 3, 16, 16], data: seededNumbers(768) };
  const [before, after] = [
    await runModel(original, { data }),
    await runModel(prepareModel(original).model, { data }),
  ];
  expect(after.prob.data).toEqual(before.prob.data);
});

describe('inputs', () => {
  const relu = (dims: readonly (number | string | undefined)[]) =>
    buildModel({ inputs: { x: dims }, outputs: ['y'], nodes: [['Relu', ['x'], ['y']]] });

  test('batch and given shapes bind open sizes', () => {
    expect(prepareModel(relu(['N', 3, 8, 8]), { batch: 5 }).types.get('y')?.shape).toEqual([5, 3, 8, 8]);
    const given = prepareModel(relu(['N', 3, 'H', 'W']), { inputShapes: { x: [2, 3, 64, 32] } });
    expect(given.types.get('y')?.shape).toEqual([2, 3, 64, 32]);
  });

  test('an open image size is guessed, and said', () => {
    const { types, notes } = prepareModel(relu([undefined, 3, 'H', 'W']));
    expect(types.get('y')?.shape).toEqual([1, 3, 224, 224]);
    expect(notes.join()).toContain('guess');
    expect(prepareModel(relu([0, 'H', 'W', 3])).types.get('y')?.shape).toEqual([1, 224, 224, 3]);
  });

  test.each([
    ['another rank', { x: [1, 3] }, /does not fit/],
    ['another size', { x: [1, 4, 8, 8] }, /does not fit/],
    ['another name', { z: [1] }, /no input 'z'; its inputs are 'x'/],
  ])('refuses a given shape of %s', (_, inputShapes, message) => {
    expect(() => prepareModel(relu(['N', 3, 8, 8]), { inputShapes })).toThrow(message);
  });
});

test('a flatten that asks for the batch at run time becomes a constant', () => {
  const { model, types } = prepareModel(
    buildModel({
      inputs: { x: ['N', 2, 3, 3] },
      outputs: ['y'],
      initializers: [
        int64Tensor('zero', [], [0]),
        int64Tensor('axes', [1], [0]),
        int64Tensor('rest', [1], [-1]),
      ],
      nodes: [
        ['Shape', ['x'], ['shape']],
        ['Gather', ['shape', 'zero'], ['batch']],
        ['Unsqueeze', ['batch', 'axes'], ['batch1']],
        ['Concat', ['batch1', 'rest'], ['target'], { axis: 0 }],
        ['Reshape', ['x', 'target'], ['y']],
      ],
    }),
  );
  expect(types.get('y')).toEqual({ dataType: DataType.FLOAT, shape: [1, 18] });
  expect(model.graph.nodes.map(({ opType }) => opType)).toEqual(['Reshape']);
  expect([...model.graph.initializers.keys()]).toEqual(['target']);
});

test('reshaped weights keep their link', () => {
  const link = { location: 'model.onnx', offset: 100, length: 4096 };
  const { model } = prepareModel(
    buildModel({
      opset: 9,
      inputs: { x: [1, 1024, 2, 2] },
      outputs: ['y'],
      initializers: [{ name: 'scale', dataType: DataType.FLOAT, dims: [1024], link }],
      nodes: [
        ['Unsqueeze', ['scale'], ['scale3'], { axes: [1, 2] }],
        ['Mul', ['x', 'scale3'], ['y']],
      ],
    }),
  );
  expect(model.graph.initializers.get('scale3')).toMatchObject({ dims: [1024, 1, 1], link });
});

describe('refuses', () => {
  test.each([
    [
      'a cycle',
      [
        ['Add', ['x', 'b'], ['a']],
        ['Relu', ['a'], ['b']],
      ],
      /cycle/,
    ],
    ['a missing tensor', [['Add', ['x', 'nowhere'], ['b']]], /'nowhere', but no node produces it/],
    [
      'a tensor computed twice',
      [
        ['Relu', ['x'], ['b']],
        ['Abs', ['x'], ['b']],
      ],
      /computes the tensor 'b' twice/,
    ],
    ['shapes that do not broadcast', [['Add', ['x', 'w'], ['b']]], /do not broadcast/],
    ['a kernel larger than its input', [['MaxPool', ['x'], ['b'], { kernel_shape: [9, 9] }]], /does not fit/],
  ] as const)('%s', (_, nodes, message) => {
    const model = buildModel({
      inputs: { x: [1, 2, 4, 4] },
      outputs: ['b'],
      initializers: [floatTensor('w', [3], [1, 2, 3])],
      nodes,
    });
    expect(() => prepareModel(model)).toThrow(message);
    expect(() => prepareModel(model)).toThrow(expect.objectContaining({ code: 'model-invalid' }) as Error);
  });

  test('opsets below 7', () => {
    const model = buildModel({
      opset: 6,
      inputs: { x: [1] },
      outputs: ['y'],
      nodes: [['Relu', ['x'], ['y']]],
    });
    expect(() => prepareModel(model)).toThrow(/opset 6/);
  });
});

describe('nodes of training and of generic functions become plain ones', () => {
  const statistics = ['scale', 'shift', 'mean', 'variance'];
  const trained = (outputs: readonly string[]): Model =>
    buildModel({
      inputs: { x: [1, 2, 2, 2] },
      outputs: ['y', ...outputs],
      initializers: statistics.map((name, i) => floatTensor(name, [2], [0.5 + i, 1.5 + i])),
      nodes: [
        ['BatchNormalization', ['x', ...statistics], ['a', 'm', 'v'], { training_mode: 1 }],
        ['Relu', ['a'], ['y']],
      ],
    });

  test('BatchNormalization uses the statistics of the file, and a note says so', async () => {
    const { model, notes } = prepareModel(trained([]));
    expect(notes.join()).toContain('1 BatchNormalization node(s) are in training mode');
    const data = new Float32Array([4, 5, 6, 7, -8, -9, 10, 11]);
    const found = await runModel(model, { x: { dims: [1, 2, 2, 2], data } });
    const expected = [...data].map((x, i) => {
      const [scale, shift, mean, variance] = [0.5, 1.5, 2.5, 3.5].map((first) => first + Math.floor(i / 4));
      return Math.max(0, ((x - mean) / Math.sqrt(variance + 1e-5)) * scale + shift);
    });
    found.y.data.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
  });

  test('BatchNormalization whose running statistics are wanted stays', () => {
    const { model, notes } = prepareModel(trained(['m']));
    expect(model.graph.nodes[0].attributes.has('training_mode')).toBe(true);
    expect(notes).toEqual([]);
  });

  test('CastLike does not hold on to its example', () => {
    const { model, types } = prepareModel(
      buildModel({
        inputs: { x: [2] },
        outputs: ['y', 'z'],
        initializers: [int64Tensor('two', [1], [2])],
        nodes: [
          ['Relu', ['x'], ['example']],
          ['CastLike', ['two', 'example'], ['float2']],
          ['CastLike', ['x', 'example'], ['same']],
          ['CastLike', ['x', 'two'], ['z']],
          ['Mul', ['same', 'float2'], ['y']],
        ],
      }),
    );
    expect(model.graph.nodes.map(({ opType, inputs }) => [opType, inputs])).toEqual([
      ['Cast', ['x']],
      ['Mul', ['x', 'float2']],
    ]);
    expect(types.get('z')?.dataType).toBe(DataType.INT64);
  });
});

test('nodes in the wrong order are sorted', () => {
  const { model, types } = prepareModel(
    buildModel({
      inputs: { x: [2] },
      outputs: ['y'],
      nodes: [
        ['Abs', ['a'], ['y']],
        ['Relu', ['x'], ['a']],
      ],
    }),
  );
  expect(model.graph.nodes.map(({ opType }) => opType)).toEqual(['Relu', 'Abs']);
  expect(types.get('y')?.shape).toEqual([2]);
});

test('a long graph in reverse order is sorted in linear time', () => {
  const count = 50_000;
  const nodes = Array.from({ length: count }, (_, i): NodeInput => [
    'Relu',
    [`t${i}`],
    [`t${i + 1}`],
  ]).reverse();
  const start = process.cpuUsage();
  const { model } = prepareModel(buildModel({ inputs: { t0: [2] }, outputs: [`t${count}`], nodes }));
  expect(model.graph.nodes[0].inputs).toEqual(['t0']);
  expect(model.graph.nodes).toHaveLength(count);
  expect(process.cpuUsage(start).user / 1e6).toBeLessThan(10);
});

test('folding stops before it fills the memory', () => {
  const nodes: NodeInput[] = [['ConstantOfShape', ['size'], ['t0']]];
  for (let i = 0; i < 400; i++) nodes.push(['Neg', [`t${i}`], [`t${i + 1}`]]);
  const { model } = prepareModel(
    buildModel({
      inputs: {},
      outputs: ['t400'],
      initializers: [int64Tensor('size', [1], [16384])],
      nodes,
    }),
  );
  expect(model.graph.nodes.length).toBeGreaterThan(100);
});
