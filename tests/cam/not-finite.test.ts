import { describe, expect, test } from 'vitest';
import { CAM_METHODS, type CamMethodName } from '../../src/cam/cam-methods.js';
import { createDerivativeMean } from '../../src/cam/derivative-mean.js';
import { explainMap } from '../../src/cam/explain-map.js';
import type { LayerTensors } from '../../src/cam/layer-tensors.js';
import { layerTensors, randomTensor, relu } from './reference/tensors.js';

const names = Object.keys(CAM_METHODS) as CamMethodName[];
const clean = layerTensors(relu(randomTensor(81, 3, 2, 2)), randomTensor(82, 3, 2, 2));

function replaced(values: Float32Array, index: number, value: number): Float32Array {
  const copy = values.slice();
  copy[index] = value;
  return copy;
}

describe.each([Number.NaN, Infinity, -Infinity])('%d in the input', (value) => {
  test.each(names)('%s: counts as zero', (name) => {
    const broken: LayerTensors = {
      ...clean,
      activations: replaced(clean.activations, 5, value),
      gradients: replaced(clean.gradients, 2, value),
    };
    const repaired: LayerTensors = {
      ...clean,
      activations: replaced(clean.activations, 5, 0),
      gradients: replaced(clean.gradients, 2, 0),
    };
    const result = explainMap(CAM_METHODS[name], broken);
    expect(result.raw.data).toEqual(CAM_METHODS[name].map(repaired).data);
    expect(result.raw.data.every(Number.isFinite)).toBe(true);
    expect(result.nonFinite).toBe(2);
    expect(Number.isNaN(broken.activations[5])).toBe(Number.isNaN(value));
  });
  test('in a noisy sample: counts as zero', () => {
    const [broken, repaired] = [createDerivativeMean(), createDerivativeMean()];
    broken.add(replaced(clean.gradients, 1, value));
    repaired.add(replaced(clean.gradients, 1, 0));
    expect(broken.means()).toEqual(repaired.means());
  });
});

describe.each([Number.NaN, Infinity, -Infinity])('a score of %d', (value) => {
  test.each<CamMethodName>(['ablation-cam', 'score-cam'])('%s: its channel has no weight', (name) => {
    const { channels, score, scores } = clean.channelScores!;
    const broken = { ...clean, channelScores: { score, channels, scores: [scores[0], value, scores[2]] } };
    const without = { ...clean, channelScores: { score, channels: [0, 2], scores: [scores[0], scores[2]] } };
    expect(CAM_METHODS[name].map(broken).data).toEqual(CAM_METHODS[name].map(without).data);
  });
  test('of the image itself: Ablation-CAM is empty', () => {
    const broken = { ...clean, channelScores: { ...clean.channelScores!, score: value } };
    expect(explainMap(CAM_METHODS['ablation-cam'], broken).empty).toBe(true);
  });
});

describe('extremes', () => {
  test.each(names)('%s: all zero is empty, not NaN', (name) => {
    const zero = { ...clean, activations: new Float32Array(12), gradients: new Float32Array(12) };
    const result = explainMap(CAM_METHODS[name], zero);
    expect(result.map.data).toEqual(new Float32Array(4));
    expect(result.empty).toBe(true);
    expect(result.nonFinite).toBe(0);
  });
  test.each(names)('%s: the largest numbers give a finite map', (name) => {
    const largest = {
      ...clean,
      activations: clean.activations.map(() => 3e38),
      gradients: clean.gradients.map(() => 3e38),
    };
    expect(CAM_METHODS[name].map(largest).data.every(Number.isFinite)).toBe(true);
  });
  test.each(names)('%s: the smallest numbers give a finite map', (name) => {
    const smallest = {
      ...clean,
      activations: clean.activations.map(() => 1e-45),
      gradients: clean.gradients.map(() => 1e-45),
    };
    expect(CAM_METHODS[name].map(smallest).data.every(Number.isFinite)).toBe(true);
  });
  test.each<CamMethodName>(['grad-cam++', 'smooth-grad-cam++'])(
    '%s: a denominator that negative activations push to zero or below gives no weight',
    (name) => {
      const tensors = layerTensors([[[-2, 0]], [[-4, 0]], [[0.5, 0.5]]], [[[1, 1]], [[1, 1]], [[1, 0]]]);
      // sum A = -2, -4, 1: denominators 0, -2, 3.
      expect([...CAM_METHODS[name].map(tensors).data]).toEqual([
        expect.closeTo(0.5 / 3, 6),
        expect.closeTo(0.5 / 3, 6),
      ]);
    },
  );
  test('a map with evidence against the class only is empty', () => {
    const against = layerTensors([[[1, 1]]], [[[-1, -1]]]);
    const result = explainMap(CAM_METHODS['grad-cam'], against);
    expect([...result.raw.data]).toEqual([-1, -1]);
    expect([...result.map.data]).toEqual([0, 0]);
    expect(result.empty).toBe(true);
  });
  test('eigen-cam needs no gradients', () => {
    const withGradients = CAM_METHODS['eigen-cam'].map(clean);
    expect(CAM_METHODS['eigen-cam'].map({ ...clean, gradients: new Float32Array() })).toEqual(withGradients);
  });
  test('arrays that do not fit the shape are an error', () => {
    expect(() => CAM_METHODS['grad-cam'].map({ ...clean, channels: 4 })).toThrow(
      expect.objectContaining({ code: 'internal' }),
    );
  });
});
