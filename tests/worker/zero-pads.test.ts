import * as ort from 'onnxruntime-web/webgpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { exportGradient } from '../../src/gradient/export/export-gradient.js';
import type { Model } from '../../src/onnx/graph/model.js';
import { prepareModel } from '../../src/onnx/prepare/prepare-model.js';
import { buildModel, floatTensor, int64Tensor, seededNumbers } from '../fixtures/build-model.js';
import { configureOrt, runOn, withOutputs, type Provider } from './run-on.js';

const PADDED = buildModel({
  inputs: { image: [1, 2, 4, 4] },
  outputs: { logits: [1, 3] },
  initializers: [
    int64Tensor('pads', [8], [0, 0, 1, 1, 0, 0, 1, 1]),
    floatTensor('zero', [], [0]),
    floatTensor('fc', [18, 3], seededNumbers(54)),
  ],
  nodes: [
    ['Pad', ['image', 'pads', 'zero'], ['padded']],
    ['MaxPool', ['padded'], ['pooled'], { kernel_shape: [2, 2], strides: [2, 2] }],
    ['Flatten', ['pooled'], ['flat']],
    ['Gemm', ['flat', 'fc'], ['logits']],
  ],
});

/** All negative: the largest number of every window at the border is the zero outside. */
const IMAGE = seededNumbers(32, 2).map((value) => value - 1.5);

async function pooled(provider: Provider, model: Model): Promise<number[]> {
  const outputs = await runOn(provider, model, { image: new ort.Tensor('float32', IMAGE, [1, 2, 4, 4]) });
  return [...outputs('pooled')];
}

function zeroAtTheBorder(): number[] {
  const middle = (channel: number): number =>
    Math.max(...[5, 6, 9, 10].map((position) => IMAGE[channel * 16 + position]));
  return [0, 1].flatMap((channel) => [0, 0, 0, 0, middle(channel), 0, 0, 0, 0]);
}

beforeAll(configureOrt);

describe.each<Provider>(['wasm', 'NHWC'])('a zero pad before a max pool, on %s:', (provider) => {
  test('the trunk pools the zeros', async () => {
    const { trunk } = exportGradient(prepareModel(PADDED), { layers: ['pooled'] });
    expect(await pooled(provider, trunk!)).toEqual(zeroAtTheBorder());
  });

  test('the model itself still goes wrong: once it does not, unfuse-zero-pads.ts has no use', async () => {
    expect(await pooled(provider, withOutputs(PADDED, 'pooled'))).not.toEqual(zeroAtTheBorder());
  });
});
