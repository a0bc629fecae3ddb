import { describe, expect, test } from 'vitest';
import { SaliencyError } from '../../../src/errors.js';
import { exportGradient, exportSingle } from '../../../src/gradient/export/export-gradient.js';
import { DataType, type Model } from '../../../src/onnx/graph/model.js';
import { prepareModel, type PreparedModel } from '../../../src/onnx/prepare/prepare-model.js';
import {
  buildModel,
  floatTensor,
  int64Tensor,
  seededNumbers,
  type NodeInput,
} from '../../fixtures/build-model.js';
import { runModel, tensor } from '../run-model.js';

/** Of operators that have no shape rule. */
function withTypes(model: Model, types: PreparedModel['types']): PreparedModel {
  return { model, types, aliases: new Map(), notes: [] };
}

function thrownBy(run: () => unknown): SaliencyError {
  try {
    run();
  } catch (error) {
    if (error instanceof SaliencyError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function chain(nodes: readonly NodeInput[], outputs: readonly string[] = ['scores'], opset = 17) {
  return prepareModel(buildModel({ opset, inputs: { x: [1, 4] }, outputs, nodes }));
}

describe('what cannot be exported', () => {
  test('an operator that hides the shapes behind it is named, with all others', () => {
    const prepared = prepareModel(
      buildModel({
        inputs: { x: [1, 1, 4, 4] },
        outputs: ['scores'],
        initializers: [floatTensor('rois', [1, 5], [0, 0, 0, 3, 3])],
        nodes: [
          ['Relu', ['x'], ['a']],
          ['MaxRoiPool', ['a', 'rois'], ['b'], { pooled_shape: [2, 2] }],
          ['Relu', ['b'], ['c']],
          ['Det', ['c'], ['scores']],
        ],
      }),
    );
    const error = thrownBy(() => exportGradient(prepared, { layers: ['a'] }));
    expect(error.code).toBe('model-unsupported');
    expect(error.message).toMatch(/MaxRoiPool \(opset 17, node "node1"\); Det \(opset 17, node "node3"\)/);
    expect(error.details).toEqual({
      unsupported: [
        { opType: 'MaxRoiPool', domain: '', opset: 17, node: 'node1' },
        { opType: 'Det', domain: '', opset: 17, node: 'node3' },
      ],
    });
  });

  test('every unknown operator is listed, with opset and node', () => {
    const model = buildModel({
      inputs: { x: [1, 4] },
      outputs: ['scores'],
      nodes: [
        ['Relu', ['x'], ['a']],
        ['Det2', ['a'], ['b']],
        ['Relu', ['b'], ['c']],
        ['Warp', ['c'], ['scores']],
      ],
    });
    const types = new Map(
      ['x', 'a', 'b', 'c', 'scores'].map((name) => [name, { dataType: 1, shape: [1, 4] }]),
    );
    const error = thrownBy(() => exportGradient(withTypes(model, types), { layers: ['a'] }));
    expect(error.code).toBe('model-unsupported');
    expect(error.details).toEqual({
      unsupported: [
        { opType: 'Det2', domain: '', opset: 17, node: 'node1' },
        { opType: 'Warp', domain: '', opset: 17, node: 'node3' },
      ],
    });
    expect(error.message).toContain('Det2 (opset 17, node "node1"); Warp (opset 17, node "node3")');
    // Behind the first one, only the second is in the way.
    expect(thrownBy(() => exportGradient(withTypes(model, types), { layers: ['c'] })).message).not.toContain(
      'Det2',
    );
  });

  test('an input without a rule is named', () => {
    const model = buildModel({
      inputs: { x: [2, 1, 3, 3] },
      outputs: ['scores'],
      initializers: [floatTensor('w', [2, 2, 3, 3], seededNumbers(36))],
      nodes: [
        ['ConvTranspose', ['w', 'x'], ['y'], { kernel_shape: [3, 3] }],
        ['ReduceMean', ['y'], ['scores'], { axes: [0, 2, 3], keepdims: 0 }],
      ],
    });
    const error = thrownBy(() => exportGradient(prepareModel(model), { layers: ['x'] }));
    expect(error.message).toContain('ConvTranspose by its input 1');
  });

  test.each([
    ['ScatterND', 'one'],
    ['ScatterElements', 'two'],
  ])('%s that keeps the larger of two values', (opType, updates) => {
    const model = buildModel({
      opset: 18,
      inputs: { x: [1, 4] },
      outputs: ['scores'],
      initializers: [
        int64Tensor('places', [1, 2], [0, 1]),
        floatTensor('one', [1], [1]),
        floatTensor('two', [1, 2], [1, 2]),
      ],
      nodes: [
        ['Relu', ['x'], ['a']],
        [opType, ['a', 'places', updates], ['scores'], { reduction: 'max' }],
      ],
    });
    const error = thrownBy(() => exportGradient(prepareModel(model), { layers: ['a'] }));
    expect(error.code).toBe('model-unsupported');
    expect(error.message).toMatch(/reduces with "max".*export the model with reduction "none" or "add"/);
  });

  test.each(['bcii->bc', 'abcd,bx->ax'])('the Einsum %s', (equation) => {
    const model = buildModel({
      inputs: { x: [1, 2, 3, 3] },
      outputs: ['scores'],
      initializers: [floatTensor('w', [1, 4], [1, 2, 3, 4])],
      nodes: [
        ['Relu', ['x'], ['a']],
        ['Einsum', equation.includes(',') ? ['a', 'w'] : ['a'], ['scores'], { equation }],
      ],
    });
    const error = thrownBy(() => exportGradient(prepareModel(model), { layers: ['a'] }));
    expect(error.code).toBe('model-unsupported');
    expect(error.message).toMatch(/Einsum "node1" takes a diagonal or repeats an axis.*MatMul/);
  });

  test('a quantised network: the advice is the floating-point model', () => {
    const scale = floatTensor('scale', [], [0.5]);
    const zero = { name: 'zero', dataType: DataType.INT8, dims: [], data: Uint8Array.of(0) };
    const quantised = (nodes: readonly NodeInput[]) =>
      prepareModel(
        buildModel({ inputs: { x: [1, 4] }, outputs: ['scores'], initializers: [scale, zero], nodes }),
      );
    const pair = quantised([
      ['Relu', ['x'], ['a']],
      ['QuantizeLinear', ['a', 'scale', 'zero'], ['q']],
      ['DequantizeLinear', ['q', 'scale', 'zero'], ['scores']],
    ]);
    const rounded = thrownBy(() => exportGradient(pair, { layers: ['a'] }));
    expect(rounded.code).toBe('model-unsupported');
    expect(rounded.message).toMatch(/nothing passes through QuantizeLinear.*use the floating-point model/);
    const dynamic = quantised([
      ['Relu', ['x'], ['a']],
      ['DynamicQuantizeLinear', ['a'], ['q', 's', 'z']],
      ['DequantizeLinear', ['q', 's', 'z'], ['scores']],
    ]);
    expect(thrownBy(() => exportGradient(dynamic, { layers: ['a'] })).message).toMatch(
      /nothing passes through DynamicQuantizeLinear\); use the floating-point model that it was made from/,
    );
    const integers = quantised([
      ['Relu', ['x'], ['a']],
      ['QuantizeLinear', ['a', 'scale', 'zero'], ['q']],
      ['MatMulInteger', ['q', 'q'], ['product']],
      ['Cast', ['product'], ['scores'], { to: 1 }],
    ]);
    const error = thrownBy(() => exportGradient(integers, { layers: ['a'] }));
    expect(error.code).toBe('model-unsupported');
    expect(error.message).toMatch(/MatMulInteger.*use the floating-point model/);
  });

  test('a layer that does not exist, or does not matter', () => {
    const prepared = chain([
      ['Relu', ['x'], ['a']],
      ['Floor', ['a'], ['b']],
      ['Exp', ['b'], ['scores']],
    ]);
    expect(thrownBy(() => exportGradient(prepared, { layers: ['nowhere'] })).code).toBe('bad-option');
    expect(thrownBy(() => exportGradient(prepared, { layers: ['a'] })).message).toContain(
      'nothing passes through Floor',
    );
  });

  test('an output that does not exist, or has no scores', () => {
    const prepared = chain([['Relu', ['x'], ['scores']]]);
    expect(thrownBy(() => exportGradient(prepared, { layers: ['x'], output: 'other' })).code).toBe(
      'bad-option',
    );
    const map = prepareModel(
      buildModel({ inputs: { x: [1, 2, 3, 3] }, outputs: ['y'], nodes: [['Relu', ['x'], ['y']]] }),
    );
    expect(thrownBy(() => exportGradient(map, { layers: ['x'] })).message).toContain(
      'no output of class scores',
    );
  });

  test('the class without its scores', () => {
    const prepared = chain([['ArgMax', ['x'], ['scores'], { axis: 1 }]]);
    expect(thrownBy(() => exportGradient(prepared, { layers: ['x'] })).message).toContain('without ArgMax');
  });

  test.each([
    ['two images', ['Add', ['x', 'w'], ['y']], /takes 2 inputs \(x, w\)\. Only models of one image/],
    ['a file without its weights', ['Conv', ['x', 'w'], ['y']], /Weights are among them: export/],
  ] as const)('%s', (_, node, message) => {
    const w = node[0] === 'Conv' ? [2, 2, 1, 1] : [1, 2, 3, 3];
    const model = buildModel({
      inputs: { x: [1, 2, 3, 3], w },
      outputs: ['z'],
      nodes: [node, ['GlobalAveragePool', ['y'], ['z']]],
    });
    const error = thrownBy(() => exportGradient(prepareModel(model), { layers: ['y'] }));
    expect(error.code).toBe('model-unsupported');
    expect(error.message).toMatch(message);
  });

  test('batch normalisation in training mode', () => {
    const model = buildModel({
      opset: 9,
      inputs: { x: [1, 2] },
      outputs: ['y'],
      initializers: [floatTensor('s', [2], [1, 1]), floatTensor('v', [2], [1, 1])],
      nodes: [['BatchNormalization', ['x', 's', 's', 's', 'v'], ['y'], { spatial: 0 }]],
    });
    expect(thrownBy(() => exportGradient(prepareModel(model), { layers: ['x'] })).message).toContain(
      'evaluation mode',
    );
  });
});

describe('scores', () => {
  test.each([
    ['Softmax', { axis: 1 }, 'softmax'],
    ['LogSoftmax', { axis: 1 }, 'logsoftmax'],
    ['Sigmoid', {}, 'sigmoid'],
  ] as const)('the score is taken before a final %s', (opType, attributes, skipped) => {
    const prepared = chain([
      ['Relu', ['x'], ['a']],
      ['Exp', ['a'], ['before']],
      [opType, ['before'], ['after'], attributes],
      ['Flatten', ['after'], ['scores']],
    ]);
    const { skippedActivation, notes } = exportGradient(prepared, { layers: ['a'] });
    expect(skippedActivation).toBe(skipped);
    expect(notes).toEqual([`The score is taken before the final ${opType} ("before").`]);
  });

  test('scores [N, C, 1, 1] come out as [N, C]', async () => {
    const model = buildModel({
      inputs: { x: [1, 3, 2, 2] },
      outputs: ['scores'],
      nodes: [
        ['Relu', ['x'], ['a']],
        ['GlobalAveragePool', ['a'], ['scores']],
      ],
    });
    const single = exportSingle(prepareModel(model), { layers: ['a'] });
    const out = await runModel(single, {
      x: tensor([1, 3, 2, 2], [1, 2, 3, 4, 0, 0, 0, 8, 1, 1, 1, 1]),
      score_weights: tensor([1, 3], [1, 0, -4]),
    });
    expect(out.logits).toEqual(tensor([1, 3], [2.5, 2, 1]));
    const quarter = [0.25, 0.25, 0.25, 0.25, 0, 0, 0, 0, -1, -1, -1, -1];
    expect(out['gradients/a']).toEqual(tensor([1, 3, 2, 2], quarter));
  });

  test('of several outputs the likeliest is chosen, and said', () => {
    const nodes: NodeInput[] = [
      ['Relu', ['x'], ['features']],
      ['Exp', ['features'], ['class_logits']],
    ];
    const prepared = chain(nodes, ['features', 'class_logits']);
    expect(exportGradient(prepared, { layers: ['x'] }).notes).toEqual([
      'Of the outputs features, class_logits, "class_logits" was taken as the class scores.',
    ]);
    expect(exportGradient(prepared, { layers: ['x'], output: 'features' }).notes).toEqual([]);
  });

  test('a model may use the names of the export itself', async () => {
    const prepared = chain(
      [
        ['Relu', ['x'], ['score_weights']],
        ['Exp', ['score_weights'], ['logits']],
      ],
      ['logits'],
    );
    const single = exportSingle(prepared, { layers: ['x'], output: 'logits' });
    const feeds = { x: tensor([1, 4], [-1, 0.5, 1, 2]), score_weights: tensor([1, 4], [1, 1, 0, 0]) };
    const out = await runModel(single, feeds);
    expect(out['gradients/x'].data[1]).toBeCloseTo(Math.exp(0.5), 5);
  });
});

test('opsets above 21 are lowered', async () => {
  const prepared = chain(
    [
      ['Swish', ['x'], ['a']],
      ['Exp', ['a'], ['scores']],
    ],
    ['scores'],
    24,
  );
  const { head, notes } = exportGradient(prepared, { layers: ['a'] });
  expect(head.opsets.get('')).toBe(21);
  expect(notes).toEqual(['Opset 24 was lowered to 21, which WebGPU has kernels for.']);
  const single = exportSingle(prepared, { layers: ['x'] });
  const out = await runModel(single, {
    x: tensor([1, 4], [0, 0, 0, 0]),
    score_weights: tensor([1, 4], [1, 2, 3, 4]),
  });
  expect(Array.from(out['gradients/x'].data)).toEqual([0.5, 1, 1.5, 2]);
});

test('an opset above 21 stays where a newer operator needs it', () => {
  const model = buildModel({
    opset: 24,
    inputs: { x: [1, 4] },
    outputs: ['scores'],
    nodes: [
      ['TensorScatter', ['x', 'x'], ['a']],
      ['Exp', ['a'], ['scores']],
    ],
  });
  const types = new Map(['x', 'a', 'scores'].map((name) => [name, { dataType: 1, shape: [1, 4] }]));
  const { trunk, notes } = exportGradient(withTypes(model, types), { layers: ['a'] });
  expect(trunk?.opsets.get('')).toBe(24);
  expect(notes).toEqual(['Opset 24 stays because of TensorScatter; WebGPU runs parts of it on the CPU.']);
});
