import { expect, test } from 'vitest';
import { exportGradient, exportSingle } from '../../../src/gradient/export/export-gradient.js';
import type { Model } from '../../../src/onnx/graph/model.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import { buildModel, floatTensor, int64Tensor } from '../../fixtures/build-model.js';
import { runModel, tensor } from '../run-model.js';

/** Keras pads in front of strided convolutions: tf2onnx writes it as a Pad of its own. */
const model: Model = buildModel({
  opset: 17,
  inputs: { image: [1, 1, 2, 2] },
  outputs: ['scores'],
  initializers: [
    int64Tensor('pads', [8], [0, 0, 1, 1, 0, 0, 1, 1]),
    floatTensor('two', [1, 1, 1, 1], [2]),
    floatTensor('kernel', [1, 1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]),
    floatTensor('fc', [4, 1], [1, 1, 1, 1]),
    floatTensor('bias', [], [0]),
  ],
  nodes: [
    ['Mul', ['image', 'two'], ['early']],
    ['Sigmoid', ['early'], ['gate']],
    ['Mul', ['early', 'gate'], ['silu']],
    ['Pad', ['silu', 'pads'], ['padded']],
    ['Conv', ['padded', 'kernel'], ['conv'], { kernel_shape: [3, 3] }],
    ['Relu', ['conv'], ['late']],
    ['Flatten', ['late'], ['flat']],
    ['Gemm', ['flat', 'fc', 'bias'], ['scores']],
  ],
});

const image = tensor([1, 1, 2, 2], [1, 2, 3, 4]);
const silu = [1, 2, 3, 4].map((x) => (2 * x) / (1 + Math.exp(-2 * x)));

test('a layer in front of a padded convolution, in one graph', async () => {
  const exported = exportSingle(prepareModel(model), { layers: ['silu', 'late'] });
  const outputs = await runModel(exported, { image, score_weights: tensor([1, 1], [1]) });
  outputs['activations/silu'].data.forEach((value, i) => expect(value).toBeCloseTo(silu[i], 5));
  expect([...outputs['gradients/silu'].data]).toEqual([12, 16, 24, 28]);
});

test('the same layer in a head that starts before it', async () => {
  const { trunk, head } = exportGradient(prepareModel(model), { layers: ['early', 'silu', 'late'] });
  const { early } = await runModel(trunk!, { image });
  const outputs = await runModel(head, {
    early,
    score_weights: tensor([1, 1], [1]),
    top_score_weight: tensor([1], [0]),
  });
  outputs['activations/silu'].data.forEach((value, i) => expect(value).toBeCloseTo(silu[i], 5));
  expect([...outputs['gradients/silu'].data]).toEqual([12, 16, 24, 28]);
});

test('the image as a layer is copied, since no graph returns its own input', async () => {
  const exported = exportSingle(prepareModel(model), { layers: ['image', 'silu'] });
  const outputs = await runModel(exported, { image, score_weights: tensor([1, 1], [1]) });
  expect(outputs['activations/image'].data).toEqual(image.data);
});
