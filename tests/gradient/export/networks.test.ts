import { expect, test } from 'vitest';
import { exportGradient, exportSingle } from '../../../src/gradient/export/export-gradient.js';
import type { Model, Tensor } from '../../../src/onnx/graph/model.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import { buildModel, float, floatTensor, int64Tensor, seededNumbers } from '../../fixtures/build-model.js';
import { nd, sizeOf, type NdArray } from '../reference/nd-array.js';
import { runGraph } from '../reference/run-graph.js';
import { runModel, tensor, type FloatTensor } from '../run-model.js';

let seed = 1;
function weights(name: string, ...dims: number[]): Tensor {
  seed += 1;
  const scale = 1.5 / Math.sqrt(sizeOf(dims.slice(1)));
  return floatTensor(
    name,
    dims,
    seededNumbers(sizeOf(dims), seed).map((value) => value * scale),
  );
}

function positive(name: string, size: number): Tensor {
  return floatTensor(
    name,
    [size],
    Array.from({ length: size }, (_, i) => 0.5 + 0.2 * i),
  );
}

const same = { kernel_shape: [3, 3], pads: [1, 1, 1, 1] };

// What the families of classifiers are made of, in miniature: fan-out, gates, dense blocks, shuffles, old operators.
const NETWORKS: Readonly<Record<string, Model>> = {
  'residual blocks with squeeze and excitation': buildModel({
    inputs: { image: [1, 3, 6, 6] },
    outputs: ['scores'],
    initializers: [
      weights('w1', 4, 3, 3, 3),
      weights('w2', 4, 4, 3, 3),
      weights('w3', 2, 4, 1, 1),
      weights('w4', 4, 2, 1, 1),
      weights('w5', 6, 4, 1, 1),
      weights('fc', 3, 6),
      weights('b', 3),
      positive('s', 4),
      weights('o', 4),
      weights('m', 4),
      positive('v', 4),
    ],
    nodes: [
      ['Conv', ['image', 'w1'], ['c1'], same],
      ['BatchNormalization', ['c1', 's', 'o', 'm', 'v'], ['n1']],
      ['HardSwish', ['n1'], ['stem']],
      ['Conv', ['stem', 'w2'], ['c2'], same],
      ['GlobalAveragePool', ['c2'], ['p']],
      ['Conv', ['p', 'w3'], ['squeeze']],
      ['Relu', ['squeeze'], ['r']],
      ['Conv', ['r', 'w4'], ['excite']],
      ['Sigmoid', ['excite'], ['gate']],
      ['Mul', ['gate', 'c2'], ['gated']],
      ['Add', ['gated', 'stem'], ['layer']],
      ['Conv', ['layer', 'w5'], ['c3'], { strides: [2, 2] }],
      ['Relu', ['c3'], ['r3']],
      ['ReduceMean', ['r3'], ['pooled'], { axes: [2, 3], keepdims: 0 }],
      ['Gemm', ['pooled', 'fc', 'b'], ['scores'], { transB: 1 }],
    ],
  }),
  'a dense block with a shuffle': buildModel({
    inputs: { image: [1, 2, 6, 6] },
    outputs: ['scores'],
    initializers: [
      weights('w1', 2, 2, 3, 3),
      weights('w2', 2, 4, 3, 3),
      weights('w3', 6, 1, 3, 3),
      weights('fc', 3, 6, 1, 1),
      int64Tensor('groups', [5], [1, 2, 3, 6, 6]),
      int64Tensor('whole', [4], [1, 6, 6, 6]),
      int64Tensor('flat', [2], [1, 3]),
    ],
    nodes: [
      ['Conv', ['image', 'w1'], ['c1'], same],
      ['Relu', ['c1'], ['r1']],
      ['Concat', ['image', 'r1'], ['d1'], { axis: 1 }],
      ['Conv', ['d1', 'w2'], ['c2'], same],
      ['Relu', ['c2'], ['r2']],
      ['Concat', ['d1', 'r2'], ['layer'], { axis: 1 }],
      ['Reshape', ['layer', 'groups'], ['g']],
      ['Transpose', ['g'], ['t'], { perm: [0, 2, 1, 3, 4] }],
      ['Reshape', ['t', 'whole'], ['shuffled']],
      ['Conv', ['shuffled', 'w3'], ['depthwise'], { ...same, group: 6, strides: [2, 2] }],
      ['AveragePool', ['depthwise'], ['pooled'], { kernel_shape: [3, 3] }],
      ['Conv', ['pooled', 'fc'], ['classes']],
      ['Reshape', ['classes', 'flat'], ['scores']],
    ],
  }),
  'inception of opset 9 with LRN, overlapping pools and Sum': buildModel({
    opset: 9,
    inputs: { image: [1, 3, 7, 7] },
    outputs: ['scores'],
    initializers: [
      weights('w1', 4, 3, 3, 3),
      weights('w2', 4, 4, 1, 1),
      weights('w3', 4, 4, 3, 3),
      weights('w4', 4, 4, 1, 1),
      weights('fc', 3, 36),
      weights('b', 3),
    ],
    nodes: [
      ['Conv', ['image', 'w1'], ['c1'], same],
      ['Relu', ['c1'], ['r1']],
      ['MaxPool', ['r1'], ['p1'], { kernel_shape: [3, 3], strides: [2, 2], pads: [0, 0, 1, 1] }],
      ['LRN', ['p1'], ['layer'], { size: 3, alpha: float(0.3), beta: float(0.75) }],
      ['Conv', ['layer', 'w2'], ['a']],
      ['Conv', ['layer', 'w3'], ['b3'], same],
      ['MaxPool', ['layer'], ['p2'], { kernel_shape: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1] }],
      ['Conv', ['p2', 'w4'], ['c']],
      ['Sum', ['a', 'b3', 'c'], ['joined']],
      ['Clip', ['joined'], ['six'], { min: float(0), max: float(6) }],
      ['Flatten', ['six'], ['flat']],
      ['Gemm', ['flat', 'fc', 'b'], ['fc1'], { transB: 1 }],
      ['Softmax', ['fc1'], ['scores']],
    ],
  }),
  'channels last, with attention over the places': buildModel({
    inputs: { image: [1, 4, 4, 3] },
    outputs: ['scores'],
    initializers: [
      weights('w1', 4, 3, 1, 1),
      weights('q', 4, 4),
      weights('k', 4, 4),
      weights('v', 4, 4),
      weights('fc', 4, 3),
      positive('s', 4),
      weights('o', 4),
      floatTensor('half', [], [0.5]),
      int64Tensor('places', [3], [1, 16, 4]),
      int64Tensor('axes', [1], [1]),
    ],
    nodes: [
      ['Transpose', ['image'], ['nchw'], { perm: [0, 3, 1, 2] }],
      ['Conv', ['nchw', 'w1'], ['conv']],
      ['Transpose', ['conv'], ['layer'], { perm: [0, 2, 3, 1] }],
      ['Reshape', ['layer', 'places'], ['tokens']],
      ['LayerNormalization', ['tokens', 's', 'o'], ['norm']],
      ['MatMul', ['norm', 'q'], ['queries']],
      ['MatMul', ['norm', 'k'], ['keys']],
      ['MatMul', ['norm', 'v'], ['values']],
      ['Transpose', ['keys'], ['columns'], { perm: [0, 2, 1] }],
      ['MatMul', ['queries', 'columns'], ['products']],
      ['Mul', ['products', 'half'], ['scaled']],
      ['Softmax', ['scaled'], ['attention']],
      ['MatMul', ['attention', 'values'], ['mixed']],
      ['Add', ['mixed', 'tokens'], ['skip']],
      ['Gelu', ['skip'], ['gelu']],
      ['ReduceMean', ['gelu', 'axes'], ['pooled'], { keepdims: 0 }],
      ['MatMul', ['pooled', 'fc'], ['scores']],
    ],
    opset: 20,
  }),
};

const STEP = 1e-6;
const SCORES = tensor([1, 3], [0.7, -1, 0.4]);

function scoreAt(
  model: Model,
  logits: string,
  layer: string,
  value: NdArray,
  feeds: Map<string, NdArray>,
): number {
  const { nodes } = model.graph;
  const after = nodes.slice(nodes.findIndex(({ outputs }) => outputs.includes(layer)) + 1);
  const tail = { ...model, graph: { ...model.graph, nodes: after } };
  const { data } = runGraph(tail, new Map([...feeds, [layer, value]])).get(logits) ?? nd([0], []);
  return data.reduce((total, logit, i) => total + logit * SCORES.data[i], 0);
}

/** <g, d> and (S(A + h d) - S(A - h d)) / 2h for a random direction d. */
function slopes(
  model: Model,
  layer: string,
  feeds: Map<string, NdArray>,
  gradient: FloatTensor,
): [number, number] {
  const at = feeds.get(layer) ?? nd([0], []);
  const logits = model.graph.nodes.at(-1)?.opType === 'Softmax' ? 'fc1' : 'scores';
  const direction = seededNumbers(at.data.length, 77);
  const moved = (step: number): NdArray => ({
    ...at,
    data: at.data.map((value, i) => value + step * direction[i]),
  });
  const ahead = scoreAt(model, logits, layer, moved(STEP), feeds);
  const behind = scoreAt(model, logits, layer, moved(-STEP), feeds);
  return [gradient.data.reduce((total, g, i) => total + g * direction[i], 0), (ahead - behind) / (2 * STEP)];
}

test.each(Object.entries(NETWORKS))('%s', async (_, model) => {
  const [{ dims }] = model.graph.inputs;
  const shape = dims as number[];
  const image = tensor(shape, seededNumbers(sizeOf(shape), 3));
  const feeds = runGraph(model, new Map([['image', nd(shape, image.data)]]));
  const prepared = prepareModel(model);
  const layers = ['layer', model.graph.nodes[0].outputs[0]];
  const single = await runModel(exportSingle(prepared, { layers }), { image, score_weights: SCORES });
  for (const layer of layers) {
    const [analytic, numeric] = slopes(model, layer, feeds, single[`gradients/${layer}`]);
    expect(Math.abs(numeric)).toBeGreaterThan(0.001);
    expect(Math.abs(analytic / numeric - 1)).toBeLessThan(1e-3);
  }
  const { trunk, head } = exportGradient(prepared, { layers: ['layer'] });
  if (!trunk) throw new Error('no trunk');
  const carried = await runModel(trunk, { image });
  const split = await runModel(head, {
    ...carried,
    score_weights: SCORES,
    top_score_weight: tensor([1], [0]),
  });
  split['gradients/layer'].data.forEach((g, i) =>
    expect(g).toBeCloseTo(single['gradients/layer'].data[i], 5),
  );
});
