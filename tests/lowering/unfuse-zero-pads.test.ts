import { expect, test } from 'vitest';
import { exportSingle } from '../../src/gradient/export/export-gradient.js';
import type { Model } from '../../src/onnx/graph/model.js';
import { prepareModel } from '../../src/onnx/prepare/prepare-model.js';
import { buildModel, floatTensor, int64Tensor, type NodeInput } from '../fixtures/build-model.js';
import { runModel, tensor } from '../gradient/run-model.js';

const byInput: NodeInput = ['Pad', ['negative', 'pads', 'zero'], ['padded']];
const byDefault: NodeInput = ['Pad', ['negative', 'pads'], ['padded']];
const byAttribute: NodeInput = ['Pad', ['negative'], ['padded'], { pads: [0, 0, 1, 1, 0, 0, 1, 1] }];

function classifier(opset: number, pad: NodeInput): Model {
  return buildModel({
    opset,
    inputs: { image: [1, 1, 4, 4] },
    outputs: ['scores'],
    initializers: [
      int64Tensor('pads', [8], [0, 0, 1, 1, 0, 0, 1, 1]),
      floatTensor('zero', [], [0]),
      floatTensor('fc', [4, 1], [1, 2, 3, 4]),
    ],
    nodes: [
      ['Neg', ['image'], ['negative']],
      pad,
      ['MaxPool', ['padded'], ['layer'], { kernel_shape: [3, 3], strides: [2, 2] }],
      ['Flatten', ['layer'], ['flat']],
      ['Gemm', ['flat', 'fc', 'zero'], ['scores']],
    ],
  });
}

test.each([
  ['opset 17, value as an input', 17, byInput],
  ['opset 17, no value', 17, byDefault],
  ['opset 9, attributes', 9, byAttribute],
])('zeros around negative numbers are maxima at the border: %s', async (_, opset, pad) => {
  const exported = exportSingle(prepareModel(classifier(opset, pad)), { layers: ['layer'] });
  const outputs = await runModel(exported, {
    image: tensor([1, 1, 4, 4], new Float32Array(16).fill(1)),
    score_weights: tensor([1, 1], [1]),
  });
  expect([...outputs['activations/layer'].data]).toEqual([0, 0, 0, -1]);
  expect([...outputs.logits.data]).toEqual([-4]);
});
