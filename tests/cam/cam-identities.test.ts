import { describe, expect, test } from 'vitest';
import { CAM_METHODS, type CamMethodName } from '../../src/cam/cam-methods.js';
import { createDerivativeMean } from '../../src/cam/derivative-mean.js';
import { normaliseMap } from '../../src/cam/normalise-map.js';
import { rectify } from '../../src/cam/explain-map.js';
import type { CamMap } from '../../src/cam/layer-tensors.js';
import type { Tensor3 } from './reference/cam-reference.js';
import { layerTensors, mapTensor, randomTensor, relu, sumOf } from './reference/tensors.js';
import { attribute, convolution, dense, maxPool, rectifier } from './reference/tiny-net.js';

const names = Object.keys(CAM_METHODS) as CamMethodName[];
const map = (name: CamMethodName, A: Tensor3, g: Tensor3): CamMap =>
  CAM_METHODS[name].map(layerTensors(A, g));

function expectClose(actual: CamMap, expected: CamMap, tolerance = 1e-6): void {
  const scale = Math.max(...expected.data.map(Math.abs)) || 1;
  const error = Math.max(...expected.data.map((value, i) => Math.abs(value - actual.data[i])));
  expect(error / scale).toBeLessThan(tolerance);
}

const scaled = ({ data, ...size }: CamMap, factor: number): CamMap => ({
  ...size,
  data: data.map((v) => v * factor),
});

describe('completeness: sum(A g) + sum(bias g) = S at every layer of a ReLU, max-pool, affine network', () => {
  /** Quarters in [-1, 1]: every sum in the network is exact. */
  const quarters = (seed: number, c: number, h: number, w: number): Tensor3 =>
    mapTensor(randomTensor(seed, c, h, w), (value) => Math.round(value * 4) / 4);
  const stages = [
    convolution([quarters(1, 2, 3, 3), quarters(2, 2, 3, 3), quarters(3, 2, 3, 3)], [0.25, -0.5, 0.75]),
    rectifier(),
    maxPool(),
    convolution(
      [quarters(4, 3, 3, 3), quarters(5, 3, 3, 3), quarters(6, 3, 3, 3), quarters(7, 3, 3, 3)],
      [0.5, 0.25, -0.25, 0.5],
    ),
    rectifier(),
    maxPool(),
    dense(quarters(8, 1, 5, 16)[0], [0.5, -0.25, 0.75, 0.25, -0.5]),
    rectifier(),
    dense(quarters(9, 1, 3, 5)[0], [0.25, -0.75, 0.5]),
  ];
  const image = quarters(10, 2, 8, 8);

  test.each([0, 1, 2].flatMap((classIndex) => [0, 1, 2, 3, 4, 5].map((layer) => [classIndex, layer])))(
    'class %i at stage %i',
    (classIndex, layer) => {
      const { score, layers } = attribute(stages, image, classIndex);
      const { A, g, biases } = layers[layer];
      expect(sumOf(map('hires-cam', A, g)) + biases).toBe(score);
    },
  );

  test('the network is not trivial: other classes, other scores and other maps', () => {
    const [a, b] = [0, 1].map((classIndex) => attribute(stages, image, classIndex));
    expect(a.score).not.toBe(b.score);
    expect(map('hires-cam', a.layers[4].A, a.layers[4].g).data).not.toEqual(
      map('hires-cam', b.layers[4].A, b.layers[4].g).data,
    );
  });

  test('HiResCAM before a ReLU equals HiResCAM after it', () => {
    const { layers } = attribute(stages, image, 2);
    expect(map('hires-cam', layers[3].A, layers[3].g).data).toEqual(
      map('hires-cam', layers[4].A, layers[4].g).data,
    );
  });

  test('2 x 2 sums of the map before a max-pool are the map after it', () => {
    const { layers } = attribute(stages, image, 2);
    const fine = map('hires-cam', layers[4].A, layers[4].g);
    const coarse = map('hires-cam', layers[5].A, layers[5].g);
    const pooled = [0, 2, 8, 10].map(
      (i) => fine.data[i] + fine.data[i + 1] + fine.data[i + 4] + fine.data[i + 5],
    );
    expect([...coarse.data]).toEqual(pooled);
  });

  test('Grad-CAM at a max-pooled ReLU layer: a quarter of the weights behind the pool, on its activations', () => {
    const { layers } = attribute(stages, image, 2);
    const means = layers[5].g.map((plane) => plane.flat().reduce((total, value) => total + value, 0) / 4);
    const spread = mapTensor(layers[4].A, (_, k) => means[k] / 4);
    expectClose(map('grad-cam', layers[4].A, layers[4].g), map('grad-cam', layers[4].A, spread));
  });
});

describe('global average pooling and one linear layer', () => {
  const [channels, height, width] = [12, 5, 6];
  const cells = height * width;
  const A = relu(randomTensor(41, channels, height, width));
  const W = randomTensor(42, 1, 1, channels)[0][0];
  const g = mapTensor(A, (_, k) => W[k] / cells);
  const byWeight = (weight: (w: number, meanA: number) => number): CamMap => ({
    width,
    height,
    data: Float32Array.from({ length: cells }, (_, cell) =>
      A.reduce((total, plane, k) => {
        const flat = plane.flat();
        const meanA = flat.reduce((a, b) => a + b, 0) / cells;
        return total + weight(W[k], meanA) * flat[cell];
      }, 0),
    ),
  });

  test('CAM is the linear layer on the activations', () =>
    expectClose(
      map('cam', A, g),
      byWeight((w) => w),
    ));
  test.each<CamMethodName>(['grad-cam', 'hires-cam', 'xgrad-cam'])('N times %s is CAM', (name) => {
    expectClose(scaled(map(name, A, g), cells), map('cam', A, g));
  });
  test('Grad-CAM++ has weights W / (2 + W mean(A)) for W > 0', () => {
    expectClose(
      map('grad-cam++', A, g),
      byWeight((w, meanA) => (w > 0 ? w / (2 + w * meanA) : 0)),
    );
  });
  test('LayerCAM has weights max(W, 0) / N', () => {
    expectClose(
      map('layer-cam', A, g),
      byWeight((w) => Math.max(0, w) / cells),
    );
  });
  test('the score less its bias is the sum of HiResCAM', () => {
    const score = A.reduce(
      (total, plane, k) => total + (W[k] * plane.flat().reduce((a, b) => a + b, 0)) / cells,
      0,
    );
    expect(sumOf(map('hires-cam', A, g))).toBeCloseTo(score, 6);
  });
});

describe('between methods', () => {
  const A = relu(randomTensor(51, 10, 6, 7));
  const g = randomTensor(52, 10, 6, 7);

  test('A >= 0: elementwise Grad-CAM is LayerCAM', () => {
    expect(map('grad-cam-elementwise', A, g).data).toEqual(map('layer-cam', A, g).data);
  });
  test('XGrad-CAM and HiResCAM have the same sum', () => {
    expect(sumOf(map('xgrad-cam', A, g))).toBeCloseTo(sumOf(map('hires-cam', A, g)), 5);
  });
  test.each([1, 2, 3, 5, 7, 50])(
    '%i identical samples: Smooth Grad-CAM++ is Grad-CAM++ to the bit',
    (samples) => {
      const mean = createDerivativeMean();
      const tensors = layerTensors(A, g);
      for (let i = 0; i < samples; i++) mean.add(tensors.gradients);
      const smooth = CAM_METHODS['smooth-grad-cam++'].map({ ...tensors, derivatives: mean.means() });
      expect(smooth.data).toEqual(map('grad-cam++', A, g).data);
    },
  );
  test('identical samples: their means are exactly g, g^2 and g^3', () => {
    const { gradients } = layerTensors(A, g);
    const mean = createDerivativeMean();
    for (let i = 0; i < 7; i++) mean.add(gradients);
    const { first, second, third } = mean.means();
    expect([...first]).toEqual(Array.from(gradients, (value) => value));
    expect([...second]).toEqual(Array.from(gradients, (value) => value * value));
    expect([...third]).toEqual(Array.from(gradients, (value) => value * value * value));
  });
  test('identical samples of every size of gradient: still to the bit', () => {
    for (let exponent = -40; exponent <= 30; exponent += 5) {
      const tensors = layerTensors(
        A,
        mapTensor(g, (value) => Math.fround(value * 10 ** exponent)),
      );
      const mean = createDerivativeMean();
      for (let i = 0; i < 3; i++) mean.add(tensors.gradients);
      const smooth = CAM_METHODS['smooth-grad-cam++'].map({ ...tensors, derivatives: mean.means() });
      expect(smooth.data).toEqual(CAM_METHODS['grad-cam++'].map(tensors).data);
    }
  });
});

describe('symmetries', () => {
  const A = relu(randomTensor(61, 9, 5, 5));
  const g = randomTensor(62, 9, 5, 5);
  const normalised = (name: CamMethodName, gradients: Tensor3): CamMap =>
    normaliseMap(rectify(map(name, A, gradients)));
  // Score-CAM's softmax is of scores, so it is sharper the larger they are.
  const invariant = names.filter((name) => !name.endsWith('++') && name !== 'score-cam');

  test.each(invariant)('%s: S -> 64 S leaves the normalised map as it is', (name) => {
    expectClose(
      normalised(
        name,
        mapTensor(g, (value) => value * 64),
      ),
      normalised(name, g),
    );
  });
  test('Grad-CAM++ tends to weights sum of g > 0 for S -> 0', () => {
    const positive = (k: number): number =>
      g[k].flat().reduce((total, value) => total + Math.max(0, value), 0);
    const tiny = map(
      'grad-cam++',
      A,
      mapTensor(g, (value) => value * 2 ** -40),
    );
    const limit = map(
      'cam',
      A,
      mapTensor(g, (_, k) => positive(k) / 25),
    );
    expectClose(normaliseMap(tiny), normaliseMap(limit));
  });
  test('Grad-CAM++ tends to weights (number of g > 0) / sum(A) for S -> infinity', () => {
    const weight = (k: number): number => {
      const count = g[k].flat().filter((value) => value > 0).length;
      return count / A[k].flat().reduce((total, value) => total + value, 0);
    };
    const huge = map(
      'grad-cam++',
      A,
      mapTensor(g, (value) => value * 2 ** 40),
    );
    const limit = map(
      'cam',
      A,
      mapTensor(g, (_, k) => weight(k) / 25),
    );
    expectClose(huge, limit, 1e-5);
  });
  test.each(names)('%s: the order of the channels does not matter', (name) => {
    const order = [4, 0, 8, 2, 6, 1, 7, 3, 5];
    const permuted = map(
      name,
      order.map((k) => A[k]),
      order.map((k) => g[k]),
    );
    expectClose(permuted, map(name, A, g), 1e-5);
  });
  test.each(names)('%s: a mirrored layer gives the mirrored map', (name) => {
    const mirror = (t: Tensor3): Tensor3 => t.map((plane) => plane.map((row) => [...row].reverse()));
    const mirrored = map(name, mirror(A), mirror(g));
    const expected = map(name, A, g);
    const back = { ...mirrored, data: mirrored.data.map((_, i) => mirrored.data[i - (i % 5) + 4 - (i % 5)]) };
    expectClose(back, expected, 1e-5);
  });
  test.each<CamMethodName>(['grad-cam', 'hires-cam', 'xgrad-cam', 'cam'])(
    '%s is linear in g: the map of two classes is the sum of their maps',
    (name) => {
      const other = randomTensor(63, 9, 5, 5);
      const both = g.map((plane, k) => plane.map((row, i) => row.map((value, j) => value + other[k][i][j])));
      const [a, b] = [map(name, A, g), map(name, A, other)];
      expectClose(map(name, A, both), { ...a, data: a.data.map((value, i) => value + b.data[i]) });
    },
  );
});
