import { expect, test } from 'vitest';
import { exportGradient, exportSingle } from '../../../src/gradient/export/export-gradient.js';
import { DataType, type Model } from '../../../src/onnx/graph/model.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import { buildModel, floatTensor, int64Tensor, seededNumbers } from '../../fixtures/build-model.js';
import { runModel as runPlain } from '../../fixtures/run-model.js';
import { runModel, tensor } from '../run-model.js';

const image = { dims: [2, 4, 6], data: seededNumbers(48, 3) };

function modelWith(inputs: readonly string[], attributes: Readonly<Record<string, number>>): Model {
  return buildModel({
    opset: 23,
    irVersion: 10,
    inputs: { x: image.dims },
    outputs: ['scores'],
    initializers: [
      floatTensor('keys', [2, 4, 6], seededNumbers(48, 4)),
      floatTensor('values', [2, 4, 6], seededNumbers(48, 5)),
      floatTensor('shared', [2, 4, 3], seededNumbers(24, 6)),
      floatTensor('added', [4, 4], seededNumbers(16, 7)),
      {
        name: 'seen',
        dataType: DataType.BOOL,
        dims: [4, 4],
        data: Uint8Array.of(1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 0, 0, 0, 1),
      },
      int64Tensor('row', [2], [2, 24]),
    ],
    nodes: [
      ['Attention', ['x', ...inputs], ['y'], { q_num_heads: 2, kv_num_heads: 2, ...attributes }],
      ['Reshape', ['y', 'row'], ['scores']],
    ],
  });
}

test.each([
  ['no mask', ['keys', 'values'], {}],
  ['a mask of truth values', ['keys', 'values', 'seen'], {}],
  ['a mask that is added', ['keys', 'values', 'added'], { scale: 0.75 }],
  ['a causal mask', ['keys', 'values'], { is_causal: 1 }],
])('an attention with %s is what ONNX Runtime computes', async (_, inputs, attributes) => {
  const model = modelWith(inputs, attributes);
  const single = exportSingle(prepareModel(model), { layers: ['x'] });
  expect(single.graph.nodes.map(({ opType }) => opType)).not.toContain('Attention');
  expect(single.opsets.get('')).toBe(21);
  const { scores } = await runPlain(model, { x: image });
  const feeds = { x: tensor(image.dims, image.data), score_weights: tensor([2, 24], seededNumbers(48, 8)) };
  const { logits } = await runModel(single, feeds);
  const expected = scores.data as Float32Array;
  logits.data.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
});

test.each([
  ['heads that share keys', ['shared', 'shared'], { kv_num_heads: 1 }],
  ['a soft cap', ['keys', 'values'], { softcap: 0.5 }],
])('an attention with %s is refused by name', (_, inputs, attributes) => {
  const prepared = prepareModel(modelWith(inputs, attributes));
  expect(() => exportGradient(prepared, { layers: ['x'] })).toThrow(/Attention \(opset 23, node "node0"\)/);
});
