import { describe, expect, test } from 'vitest';
import { CAM_METHODS, camMethod, type CamMethodName } from '../../src/cam/cam-methods.js';
import { createDerivativeMean } from '../../src/cam/derivative-mean.js';
import * as reference from './reference/cam-reference.js';
import { METHOD_REFERENCES } from './reference/method-references.js';
import {
  layerTensors,
  linearScores,
  mapTensor,
  randomTensor,
  relativeError,
  relu,
} from './reference/tensors.js';

const names = Object.keys(CAM_METHODS) as CamMethodName[];

const close = (value: number): unknown => expect.closeTo(value, 6);

/** Two channels of 2 x 3, small enough to check by hand. */
const A = [
  [
    [1, 0, 2],
    [0, 1, 0],
  ],
  [
    [0, 3, 0],
    [1, 0, 0],
  ],
];
const g = [
  [
    [0.5, -1, 0],
    [1, 0, 1],
  ],
  [
    [-0.5, -0.5, 0],
    [1, 0, 0],
  ],
];

describe('by hand', () => {
  test.each<[CamMethodName, number[]]>([
    // w = [1.5 / 6, 0]
    ['grad-cam', [0.25, 0, 0.5, 0, 0.25, 0]],
    // sum A = [4, 4]; w = [0.5/4 + 1/6 + 1/6, 1/6]
    ['grad-cam++', [11 / 24, 0.5, 22 / 24, 1 / 6, 11 / 24, 0]],
    ['smooth-grad-cam++', [11 / 24, 0.5, 22 / 24, 1 / 6, 11 / 24, 0]],
    ['hires-cam', [0.5, -1.5, 0, 1, 0, 0]],
    ['layer-cam', [0.5, 0, 0, 1, 0, 0]],
    ['grad-cam-elementwise', [0.5, 0, 0, 1, 0, 0]],
    // w = [0.5 / 4, -0.5 / 4]
    ['xgrad-cam', [0.125, -0.375, 0.25, -0.125, 0.125, 0]],
    ['cam', [1.5, 0, 3, 0, 1.5, 0]],
    // sum g A = 0.5, -0.5: S = 0
    ['ablation-cam', [0.5, -1.5, 1, -0.5, 0.5, 0]],
    ['gradient', [0.5, 1, 0, 1, 0, 1]],
    ['gradient-x-input', [0.5, -1.5, 0, 1, 0, 0]],
    ['smooth-grad', [0.5, 1, 0, 1, 0, 1]],
  ])('%s', (name, expected) => {
    const map = CAM_METHODS[name].map(layerTensors(A, g));
    expect([map.width, map.height]).toEqual([3, 2]);
    expect([...map.data]).toEqual(expected.map(close));
  });

  test('eigen-cam of orthogonal channels is the longer one', () => {
    const orthogonal = [
      [
        [3, 0],
        [4, 0],
      ],
      [
        [0, 2],
        [0, 1],
      ],
    ];
    const map = CAM_METHODS['eigen-cam'].map(layerTensors(orthogonal, orthogonal));
    expect([...map.data]).toEqual([3, 0, 4, 0].map(close));
  });
});

test('eigen-cam agrees in sign with the sum of the channels, even where the longest channel does not', () => {
  const opposed = [[[-10, 0]], [[5.5, 2]], [[5.5, 2]]];
  const map = CAM_METHODS['eigen-cam'].map(layerTensors(opposed, opposed));
  expect(map.data[0] * 1 + map.data[1] * 4).toBeGreaterThan(0);
  expect(relativeError(map, reference.eigenCam(opposed))).toBeLessThan(1e-6);
});

describe('against the papers in float64', () => {
  const references: Record<CamMethodName, (a: reference.Tensor3, d: reference.Tensor3) => reference.Matrix> =
    {
      ...METHOD_REFERENCES,
      'smooth-grad-cam++': (a, d) => reference.smoothGradCamPlusPlus(a, [d]),
      cam: reference.cam,
      'ablation-cam': (a, d) => {
        const { score, scores } = linearScores(a, d);
        return reference.ablationCam(a, score, scores);
      },
      'score-cam': (a, d) => reference.scoreCam(a, linearScores(a, d).scores),
      gradient: (_, d) => reference.gradient([d]),
      'gradient-x-input': reference.gradientXInput,
      'smooth-grad': (_, d) => reference.gradient([d]),
    };
  const shapes: [number, number, number][] = [
    [16, 7, 7],
    [5, 3, 8],
    [1, 4, 4],
    [9, 1, 1],
    [4096, 2, 2],
  ];

  test.each(names.flatMap((name) => shapes.map((shape) => [name, ...shape] as const)))(
    '%s of [%i, %i, %i]',
    (name, ...shape) => {
      const a = relu(randomTensor(11, ...shape));
      const d = randomTensor(12, ...shape);
      expect(relativeError(CAM_METHODS[name].map(layerTensors(a, d)), references[name](a, d))).toBeLessThan(
        1e-6,
      );
    },
  );

  test.each(names)('%s where activations may be negative', (name) => {
    // Gradients in [0, 1) and sums of A above -1.6: every denominator of Grad-CAM++ stays positive.
    const a = mapTensor(randomTensor(3, 6, 5, 4), (value) => value + 0.05);
    const d = relu(randomTensor(4, 6, 5, 4));
    expect(relativeError(CAM_METHODS[name].map(layerTensors(a, d)), references[name](a, d))).toBeLessThan(
      1e-6,
    );
  });

  test.each([1, 2, 5, 25])('smooth-grad-cam++ over %i samples', (samples) => {
    const a = relu(randomTensor(21, 8, 6, 5));
    const noisy = Array.from({ length: samples }, (_, i) => randomTensor(100 + i, 8, 6, 5));
    const mean = createDerivativeMean();
    for (const sample of noisy) mean.add(layerTensors(a, sample).gradients);
    const map = CAM_METHODS['smooth-grad-cam++'].map({
      ...layerTensors(a, noisy[0]),
      derivatives: mean.means(),
    });
    expect(relativeError(map, reference.smoothGradCamPlusPlus(a, noisy))).toBeLessThan(1e-6);
  });

  test.each([1, 2, 5, 25])('smooth-grad over %i samples', (samples) => {
    const x = randomTensor(21, 3, 6, 5);
    const noisy = Array.from({ length: samples }, (_, i) => randomTensor(100 + i, 3, 6, 5));
    const mean = createDerivativeMean();
    for (const sample of noisy) mean.add(layerTensors(x, sample).gradients);
    const map = CAM_METHODS['smooth-grad'].map({ ...layerTensors(x, noisy[0]), derivatives: mean.means() });
    expect(relativeError(map, reference.gradient(noisy))).toBeLessThan(1e-6);
  });

  test.each([3e-2, 3e-4, 3e-5, 3e-12, 3e-30])('grad-cam++ keeps gradients of %d', (size) => {
    const a = relu(randomTensor(31, 8, 6, 5));
    const d = mapTensor(randomTensor(32, 8, 6, 5), (value) => Math.fround(value * size));
    const map = CAM_METHODS['grad-cam++'].map(layerTensors(a, d));
    expect(relativeError(map, reference.gradCamPlusPlus(a, d))).toBeLessThan(1e-6);
  });
});

describe('registry', () => {
  test.each(names)('%s is filed under its own name, with its paper', (name) => {
    expect(CAM_METHODS[name].name).toBe(name);
    expect(CAM_METHODS[name].paper).toMatch(/^https:\/\//);
  });

  test('an unknown name lists the names there are', () => {
    expect(() => camMethod('gradcam')).toThrow(
      expect.objectContaining({
        code: 'bad-option',
        message: expect.stringContaining('grad-cam++, smooth-grad-cam++') as unknown,
      }),
    );
  });
});
