import * as ort from 'onnxruntime-web/webgpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { exportGradient, gradientName, SCORE_WEIGHTS } from '../../src/gradient/export/export-gradient.js';
import type { Layout } from '../../src/lowering/layout.js';
import { prepareModel } from '../../src/onnx/prepare/prepare-model.js';
import { buildModel, floatTensor, seededNumbers } from '../fixtures/build-model.js';
import { largestDifference } from './largest-difference.js';
import { configureOrt, runOn, withOutputs } from './run-on.js';

const TOLERANCE = 1e-4;
const conv = { kernel_shape: [3, 3], pads: [1, 1, 1, 1] };
const weights = (name: string, dims: readonly number[], seed: number) =>
  floatTensor(
    name,
    dims,
    seededNumbers(
      dims.reduce((a, b) => a * b),
      seed,
    ),
  );

/** Six channels to eight forwards, backwards, and in the gradient of a ConvTranspose; the layer lies behind the first. */
const ODD = buildModel({
  inputs: { image: [1, 6, 8, 8] },
  outputs: { logits: [1, 5] },
  initializers: [
    weights('w1', [8, 6, 3, 3], 1),
    weights('w2', [6, 8, 3, 3], 2),
    weights('w3', [8, 6, 3, 3], 3),
    weights('w4', [8, 6, 2, 2], 4),
    weights('fc', [6, 5], 5),
  ],
  nodes: [
    ['Conv', ['image', 'w1'], ['layer'], conv],
    ['Tanh', ['layer'], ['a']],
    ['Conv', ['a', 'w2'], ['b'], conv],
    ['Tanh', ['b'], ['c']],
    ['Conv', ['c', 'w3'], ['d'], conv],
    ['Tanh', ['d'], ['e']],
    ['ConvTranspose', ['e', 'w4'], ['f'], { kernel_shape: [2, 2], strides: [2, 2] }],
    ['GlobalAveragePool', ['f'], ['g']],
    ['Flatten', ['g'], ['h']],
    ['Gemm', ['h', 'fc'], ['logits']],
  ],
});

const IMAGE = new ort.Tensor('float32', seededNumbers(6 * 64, 9), [1, 6, 8, 8]);

beforeAll(configureOrt);

describe.each<Layout>(['NHWC', 'NCHW'])('convolutions from 6 channels to 8 on WebGPU, as %s:', (layout) => {
  test('trunk and head give the numbers of the CPU', async () => {
    const { trunk, head } = exportGradient(prepareModel(ODD), { layers: ['layer'] });
    const expected = (await runOn('wasm', trunk!, { image: IMAGE }))('layer');
    const layer = (await runOn(layout, trunk!, { image: IMAGE }))('layer');
    expect(largestDifference(expected, layer)).toBeLessThan(TOLERANCE);

    const feeds = {
      layer: new ort.Tensor('float32', expected, [1, 8, 8, 8]),
      [SCORE_WEIGHTS]: new ort.Tensor('float32', [1, 0, 0, 0, 0], [1, 5]),
      top_score_weight: new ort.Tensor('float32', [0], [1]),
    };
    const [onCpu, onGpu] = [await runOn('wasm', head, feeds), await runOn(layout, head, feeds)];
    for (const name of ['logits', gradientName('layer')])
      expect(largestDifference(onCpu(name), onGpu(name))).toBeLessThan(TOLERANCE);
  });
});

test('the model itself still goes wrong as NHWC: once it does not, pad-odd-convolutions.ts has no use', async () => {
  const model = withOutputs(ODD, 'layer');
  const expected = (await runOn('wasm', model, { image: IMAGE }))('layer');
  const layer = (await runOn('NHWC', model, { image: IMAGE }))('layer');
  expect(largestDifference(expected, layer)).toBeGreaterThan(0.5);
});
