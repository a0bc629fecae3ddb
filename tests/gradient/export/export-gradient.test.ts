import { describe, expect, test } from 'vitest';
import { exportGradient, exportSingle } from '../../../src/gradient/export/export-gradient.js';
import { encodeValues } from '../../../src/onnx/graph/constant.js';
import { DataType, type Model, type Tensor } from '../../../src/onnx/graph/model.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import { buildModel, floatTensor, int64Tensor, seededNumbers } from '../../fixtures/build-model.js';
import { runModel, tensor, type FloatTensor } from '../run-model.js';

const CLASSES = 5;

/** VGG's topology: two stages of Conv-Relu-MaxPool, two fully connected layers, Softmax. */
function tinyVgg(opset = 17): Model {
  return buildModel({
    opset,
    inputs: { image: [1, 3, 8, 8] },
    outputs: ['prob'],
    initializers: [
      floatTensor('w1', [4, 3, 3, 3], seededNumbers(108, 1)),
      floatTensor('b1', [4], seededNumbers(4, 2)),
      floatTensor('w2', [6, 4, 3, 3], seededNumbers(216, 3)),
      floatTensor('b2', [6], seededNumbers(6, 4)),
      floatTensor('w3', [8, 24], seededNumbers(192, 5)),
      floatTensor('b3', [8], seededNumbers(8, 6)),
      floatTensor('w4', [CLASSES, 8], seededNumbers(40, 7)),
      floatTensor('b4', [CLASSES], seededNumbers(CLASSES, 8)),
    ],
    nodes: [
      ['Conv', ['image', 'w1', 'b1'], ['conv1'], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }],
      ['Relu', ['conv1'], ['relu1']],
      ['MaxPool', ['relu1'], ['pool1'], { kernel_shape: [2, 2], strides: [2, 2] }],
      ['Conv', ['pool1', 'w2', 'b2'], ['conv2'], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }],
      ['Relu', ['conv2'], ['relu2']],
      ['MaxPool', ['relu2'], ['pool2'], { kernel_shape: [2, 2], strides: [2, 2] }],
      ['Flatten', ['pool2'], ['flat']],
      ['Gemm', ['flat', 'w3', 'b3'], ['fc1'], { transB: 1 }],
      ['Relu', ['fc1'], ['relu3']],
      ['Dropout', ['relu3'], ['drop']],
      ['Gemm', ['drop', 'w4', 'b4'], ['fc2'], { transB: 1 }],
      ['Softmax', ['fc2'], ['prob'], { axis: 1 }],
    ],
  });
}

const image = tensor([1, 3, 8, 8], seededNumbers(192, 9));

function oneHot(index: number): FloatTensor {
  return tensor(
    [1, CLASSES],
    Array.from({ length: CLASSES }, (_, i) => Number(i === index)),
  );
}

function dot(a: FloatTensor, b: FloatTensor): number {
  return a.data.reduce((sum, value, i) => sum + value * b.data[i], 0);
}

describe('exportGradient on a small VGG', () => {
  test.each([7, 9, 10, 11, 13, 17, 21])('opset %i: completeness at every layer', async (opset) => {
    const prepared = prepareModel(tinyVgg(opset));
    const layers = ['relu1', 'pool1', 'relu2', 'pool2', 'relu3'];
    const model = exportSingle(prepared, { layers: [...layers, 'conv1', 'conv2', 'fc1', 'fc2'] });
    const out = await runModel(model, { image, score_weights: oneHot(2) });
    const initializer = (name: string): number[] => {
      const { data } = prepared.model.graph.initializers.get(name)!;
      return Array.from(new Float32Array(data!.slice().buffer));
    };
    const biasTerm = (layer: string, bias: string): number => {
      const { data, shape } = out[`gradients/${layer}`];
      const plane = shape.slice(2).reduce((a, b) => a * b, 1);
      return data.reduce((sum, value, i) => sum + value * initializer(bias)[Math.floor(i / plane)], 0);
    };
    const score = out.logits.data[2];
    // sum(A g) + sum over later affine layers of bias dS/dz = S
    const later = { relu1: 3, pool1: 3, relu2: 2, pool2: 2, relu3: 1 } as const;
    const terms = [biasTerm('fc2', 'b4'), biasTerm('fc1', 'b3'), biasTerm('conv2', 'b2')];
    for (const [layer, count] of Object.entries(later)) {
      const affine = terms.slice(0, count).reduce((a, b) => a + b, 0);
      const total = dot(out[`activations/${layer}`], out[`gradients/${layer}`]) + affine;
      expect(total, layer).toBeCloseTo(score, 4);
    }
  });

  test('trunk and head give what the single graph gives', async () => {
    const prepared = prepareModel(tinyVgg());
    const layers = ['relu2', 'pool2'];
    const split = exportGradient(prepared, { layers });
    const whole = await runModel(exportSingle(prepared, { layers }), { image, score_weights: oneHot(4) });
    const carried = await runModel(split.trunk!, { image });
    const head = await runModel(split.head, {
      ...carried,
      score_weights: oneHot(4),
      top_score_weight: tensor([1], [0]),
    });
    expect(split.carried).toEqual(['relu2']);
    expect(Object.keys(head).sort()).toEqual([
      'activations/pool2',
      'gradients/pool2',
      'gradients/relu2',
      'logits',
    ]);
    for (const name of Object.keys(head)) expect(head[name], name).toEqual(whole[name]);
    expect(carried.relu2).toEqual(whole['activations/relu2']);
    expect(split.skippedActivation).toBe('softmax');
    expect(split.classes).toBe(CLASSES);
    expect(split.layers).toEqual([
      { name: 'relu2', shape: [1, 6, 4, 4] },
      { name: 'pool2', shape: [1, 6, 2, 2] },
    ]);
  });

  test('top_score_weight explains the top class without knowing it', async () => {
    const prepared = prepareModel(tinyVgg());
    const { trunk, head } = exportGradient(prepared, { layers: ['pool2'] });
    const carried = await runModel(trunk!, { image });
    const none = tensor([1, CLASSES], new Float32Array(CLASSES));
    const first = await runModel(head, {
      ...carried,
      score_weights: none,
      top_score_weight: tensor([1], [1]),
    });
    const top = first.logits.data.indexOf(Math.max(...first.logits.data));
    const again = await runModel(head, {
      ...carried,
      score_weights: oneHot(top),
      top_score_weight: tensor([1], [0]),
    });
    expect(first['gradients/pool2']).toEqual(again['gradients/pool2']);
  });

  test('the image itself can be the layer: no trunk', async () => {
    const prepared = prepareModel(tinyVgg());
    const { trunk, head, carried } = exportGradient(prepared, { layers: ['image'] });
    expect(trunk).toBeUndefined();
    expect(carried).toEqual(['image']);
    const feeds = { image, score_weights: oneHot(0), top_score_weight: tensor([1], [0]) };
    const { 'gradients/image': gradient } = await runModel(head, feeds);
    expect(gradient.shape).toEqual([1, 3, 8, 8]);
  });

  test('the graphs hold only the initializers that they use', () => {
    const { trunk, head } = exportGradient(prepareModel(tinyVgg()), { layers: ['relu2'] });
    const weights = (model: Model): string[] =>
      [...model.graph.initializers.keys()].filter((name) => /^[wb]\d$/.test(name));
    expect(weights(trunk!)).toEqual(['w1', 'b1', 'w2', 'b2']);
    expect(weights(head)).toEqual(['w3', 'b3', 'w4', 'b4']);
  });
});

test('a model in half precision has float32 scores and gradients', async () => {
  const half = (name: string, dims: readonly number[], seed: number): Tensor => {
    const values = seededNumbers(
      dims.reduce((a, b) => a * b),
      seed,
    );
    return { name, dataType: DataType.FLOAT16, dims, data: encodeValues(DataType.FLOAT16, values) };
  };
  const model = buildModel({
    inputs: { image: [1, 3, 8, 8] },
    outputs: ['scores'],
    initializers: [half('w1', [4, 3, 3, 3], 1), half('w2', [CLASSES, 64], 2), half('b2', [CLASSES], 3)],
    nodes: [
      ['Cast', ['image'], ['half'], { to: DataType.FLOAT16 }],
      ['Conv', ['half', 'w1'], ['conv'], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }],
      ['Relu', ['conv'], ['relu']],
      ['MaxPool', ['relu'], ['pool'], { kernel_shape: [2, 2], strides: [2, 2] }],
      ['Flatten', ['pool'], ['flat']],
      ['Gemm', ['flat', 'w2', 'b2'], ['scores'], { transB: 1 }],
    ],
  });
  const out = await runModel(exportSingle(prepareModel(model), { layers: ['relu', 'image'] }), {
    image,
    score_weights: oneHot(1),
  });
  const bias = seededNumbers(CLASSES, 3)[1];
  expect(dot(out['activations/relu'], out['gradients/relu']) + bias).toBeCloseTo(out.logits.data[1], 2);
  expect(dot(image, out['gradients/image']) + bias).toBeCloseTo(out.logits.data[1], 2);
});

describe('layers that do not cut the graph', () => {
  const skip = buildModel({
    inputs: { image: [1, 2, 4, 4] },
    outputs: ['scores'],
    initializers: [floatTensor('w', [2, 2, 1, 1], [0.5, -1, 2, 0.25]), int64Tensor('shape', [2], [1, 32])],
    nodes: [
      ['Relu', ['image'], ['entry']],
      ['Conv', ['entry', 'w'], ['branch'], { kernel_shape: [1, 1] }],
      ['Relu', ['branch'], ['layer']],
      ['Add', ['layer', 'entry'], ['joined']],
      ['Mul', ['joined', 'image'], ['gated']],
      ['Reshape', ['gated', 'shape'], ['scores']],
    ],
  });

  test('side inputs are carried, the image among them', async () => {
    const prepared = prepareModel(skip);
    const { trunk, head, carried } = exportGradient(prepared, { layers: ['layer'] });
    const feed = tensor([1, 2, 4, 4], seededNumbers(32));
    const weights = tensor([1, 32], seededNumbers(32, 2));
    const side = await runModel(trunk!, { image: feed });
    expect(carried).toHaveLength(3);
    expect(carried.slice(0, 2)).toEqual(['layer', 'entry']);
    expect(Object.keys(side).sort()).toEqual([...carried].sort());
    const split = await runModel(head, {
      ...side,
      score_weights: weights,
      top_score_weight: tensor([1], [0]),
    });
    const whole = await runModel(exportSingle(prepared, { layers: ['layer'] }), {
      image: feed,
      score_weights: weights,
    });
    // S = w . ((layer + entry) image): dS/dlayer = w image
    expect(split['gradients/layer'].data).toEqual(feed.data.map((value, i) => value * weights.data[i]));
    expect(whole['gradients/layer']).toEqual(split['gradients/layer']);
    expect(whole.logits).toEqual(split.logits);
  });
});
