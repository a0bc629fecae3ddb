import { expect, test } from 'vitest';
import { exportGradient, exportSingle } from '../../src/gradient/export/export-gradient.js';
import { DataType, type Model, type Tensor } from '../../src/onnx/graph/model.js';
import { prepareModel } from '../../src/onnx/prepare/prepare-model.js';
import { buildModel, floatTensor, seededNumbers, type NodeInput } from '../fixtures/build-model.js';
import { runModel, tensor } from '../gradient/run-model.js';

const weights = seededNumbers(60, 1);
const file = new Uint8Array(1000);
file.set(new Uint8Array(weights.buffer), 13);

function linked(dims: readonly number[]): Tensor {
  return {
    name: 'w',
    dataType: DataType.FLOAT,
    dims,
    link: { location: 'model.onnx', offset: 13, length: 240 },
  };
}

function model(node: NodeInput, weight: Tensor): Model {
  const initializers = [weight, floatTensor('b', [10], seededNumbers(10, 2))];
  return buildModel({
    inputs: { x: [1, 6] },
    outputs: ['y'],
    initializers,
    nodes: [['Relu', ['x'], ['a']], node],
  });
}

test.each([
  ['Gemm by outputs', ['Gemm', ['a', 'w', 'b'], ['y'], { transB: 1, alpha: 0.5 }], [10, 6], 100, 3],
  ['Gemm by inputs', ['Gemm', ['a', 'w', 'b'], ['y'], { beta: 0.5 }], [6, 10], 100, 3],
  ['MatMul by inputs', ['MatMul', ['a', 'w'], ['y']], [6, 10], 100, 3],
  ['a small matrix stays whole', ['Gemm', ['a', 'w', 'b'], ['y'], { transB: 1 }], [10, 6], 1000, 1],
] as const)('%s', async (_, node, dims, splitBytes, parts) => {
  const x = tensor([1, 6], [0.5, -1, 2, 0.25, 1, 3]);
  const feeds = { x, score_weights: tensor([1, 10], seededNumbers(10, 3)) };
  const whole = await runModel(
    exportSingle(prepareModel(model(node, floatTensor('w', dims, weights))), { layers: ['a'] }),
    feeds,
  );
  const split = exportSingle(prepareModel(model(node, linked(dims))), { layers: ['a'], splitBytes });
  const links = [...split.graph.initializers.values()].flatMap(({ link }) => (link ? [link] : []));
  expect(links).toHaveLength(parts);
  expect(links.every(({ length }) => length <= splitBytes)).toBe(true);
  const out = await runModel(split, feeds, { 'model.onnx': file });
  for (const name of ['logits', 'gradients/a']) {
    out[name].data.forEach((value, i) => expect(value).toBeCloseTo(whole[name].data[i], 5));
  }
});

test('links of trunk and head point into the original file, and hold no bytes', () => {
  const prepared = prepareModel(model(['Gemm', ['a', 'w', 'b'], ['y'], { transB: 1 }], linked([10, 6])));
  const { head } = exportGradient(prepared, { layers: ['a'] });
  expect(head.graph.initializers.get('w')).toEqual(linked([10, 6]));
});
