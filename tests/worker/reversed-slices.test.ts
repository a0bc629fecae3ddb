import * as ort from 'onnxruntime-web/webgpu';
import { beforeAll, expect, test } from 'vitest';
import { exportGradient } from '../../src/gradient/export/export-gradient.js';
import type { Model } from '../../src/onnx/graph/model.js';
import { prepareModel } from '../../src/onnx/prepare/prepare-model.js';
import { buildModel, floatTensor, int64Tensor, seededNumbers } from '../fixtures/build-model.js';
import { configureOrt, runOn, withOutputs } from './run-on.js';

/** Every second column from the fifth down to the second. */
const SLICED = buildModel({
  inputs: { image: [1, 2, 3, 8] },
  outputs: { logits: [1, 3] },
  initializers: [
    int64Tensor('starts', [1], [5]),
    int64Tensor('ends', [1], [0]),
    int64Tensor('axes', [1], [3]),
    int64Tensor('steps', [1], [-2]),
    floatTensor('fc', [18, 3], seededNumbers(54)),
  ],
  nodes: [
    ['Slice', ['image', 'starts', 'ends', 'axes', 'steps'], ['sliced']],
    ['Flatten', ['sliced'], ['flat']],
    ['Gemm', ['flat', 'fc'], ['logits']],
  ],
});

const IMAGE = Float32Array.from({ length: 48 }, (_, i) => i);
const EXPECTED = [0, 1, 2, 3, 4, 5].flatMap((row) => [5, 3, 1].map((column) => row * 8 + column));

async function sliced(model: Model): Promise<number[]> {
  const outputs = await runOn('NHWC', model, { image: new ort.Tensor('float32', IMAGE, [1, 2, 3, 8]) });
  return [...outputs('sliced')];
}

beforeAll(configureOrt);

test('the trunk slices backwards over a part of an axis', async () => {
  const { trunk } = exportGradient(prepareModel(SLICED), { layers: ['sliced'] });
  expect(await sliced(trunk!)).toEqual(EXPECTED);
});

test('the model itself still goes wrong: once it does not, forward-slices.ts has no use', async () => {
  expect(await sliced(withOutputs(SLICED, 'sliced'))).not.toEqual(EXPECTED);
});
