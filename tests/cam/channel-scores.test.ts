import { describe, expect, test } from 'vitest';
import { CAM_METHODS } from '../../src/cam/cam-methods.js';
import { rankChannels } from '../../src/cam/channel-ranking.js';
import {
  ablatedActivations,
  ablationWeights,
  mapOfWeights,
  scoreCamMask,
  scoreCamWeights,
} from '../../src/cam/channel-scores.js';
import { layerTensors, randomTensor, relu } from './reference/tensors.js';

const tensors = layerTensors([[[1, 3]], [[2, 2]], [[0, 1]]], [[[1, -1]], [[2, 1]], [[0, -3]]]);

describe('rankChannels', () => {
  // sum g A = -2, 6, -3; variances 1, 0, 0.25; masses 4, 4, 1
  test.each([
    ['contribution', 3, [1, 2, 0]],
    ['contribution', 2, [1, 2]],
    ['variance', 3, [0, 2, 1]],
    ['mass', 3, [0, 1, 2]],
    ['mass', 9, [0, 1, 2]],
  ] as const)('by %s, %i', (merit, count, expected) => {
    expect(rankChannels(tensors, count, merit)).toEqual(expected);
  });
});

describe('Score-CAM', () => {
  test('the mask is the channel, upsampled and stretched', () => {
    expect([...scoreCamMask(tensors, 0, 4, 1).data]).toEqual([0, 0.25, 0.75, 1]);
  });
  test('the mask lies where the cells do', () => {
    const rect = { x: 1, y: 0, width: 4, height: 1 };
    expect([...scoreCamMask(tensors, 0, 4, 1, rect).data]).toEqual(
      [0, 0, 1 / 3, 1].map((v): unknown => expect.closeTo(v, 6)),
    );
  });
  test('a constant channel has an empty mask', () => {
    expect([...scoreCamMask(tensors, 1, 2, 2).data]).toEqual([0, 0, 0, 0]);
  });
  test('weights are a softmax', () => {
    const [a, b] = scoreCamWeights([Math.log(1), Math.log(3)]);
    expect([a, b]).toEqual([expect.closeTo(0.25, 12), expect.closeTo(0.75, 12)]);
  });
  test('a baseline or large scores change nothing', () => {
    expect(scoreCamWeights([1000, 1001])).toEqual(scoreCamWeights([0, 1]));
  });
});

describe('Ablation-CAM', () => {
  test('ablation silences one channel', () => {
    expect([...ablatedActivations(tensors, 1)]).toEqual([1, 3, 0, 0, 0, 1]);
    expect([...tensors.activations]).toEqual([1, 3, 2, 2, 0, 1]);
  });
  test.each([
    [4, [2, 4, 6], [0.5, 0, -0.5]],
    [-4, [-6, -4, -2], [0.5, 0, -0.5]],
    [0, [-1, 1, 0], [1, -1, 0]],
  ])('score %d', (score, ablated, expected) => {
    expect(ablationWeights(score, ablated).map((weight) => weight + 0)).toEqual(expected);
  });
  test('with a linear head, S times the weights are the contributions g A of the channels', () => {
    const layer = layerTensors(relu(randomTensor(91, 6, 3, 3)), randomTensor(92, 6, 3, 3));
    const head = (a: Float32Array): number =>
      a.reduce((sum, value, i) => sum + value * layer.gradients[i], 0);
    const score = head(layer.activations);
    const channels = [0, 1, 2, 3, 4, 5];
    const ablated = channels.map((channel) => head(ablatedActivations(layer, channel)));
    const weights = ablationWeights(score, ablated);
    const xgrad = CAM_METHODS['xgrad-cam'].map(layer);
    const sums = channels.map((k) => layer.activations.subarray(k * 9, k * 9 + 9).reduce((a, b) => a + b, 0));
    const map = mapOfWeights(
      layer,
      channels,
      weights.map((weight, k) => (weight * Math.abs(score)) / sums[k]),
    );
    map.data.forEach((value, i) => expect(value).toBeCloseTo(xgrad.data[i], 5));
  });
});

test('a method by perturbation without scores says what is missing', () => {
  const bare = { ...tensors, channelScores: undefined };
  expect(() => CAM_METHODS['ablation-cam'].map(bare)).toThrow(expect.objectContaining({ code: 'internal' }));
});

describe('mapOfWeights', () => {
  test('weights belong to their channels, in any order', () => {
    expect([...mapOfWeights(tensors, [2, 0], [10, 1]).data]).toEqual([1, 13]);
  });
  test('a region crops it', () => {
    expect([...mapOfWeights(tensors, [2, 0], [10, 1], { region: Uint8Array.of(0, 1) }).data]).toEqual([
      0, 13,
    ]);
  });
});
