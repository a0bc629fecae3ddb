import { describe, expect, test } from 'vitest';
import { normalQuantile, portableLog } from '../../src/cam/normal-quantile.js';
import { createRandomBits, fillNoise } from '../../src/cam/seeded-noise.js';

function draw(seed: number, sample: number, length: number, sigma = 1): Float32Array {
  const target = new Float32Array(length);
  fillNoise(target, { seed, sample, sigma });
  return target;
}

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('normal deviates', () => {
  // Python: statistics.NormalDist().inv_cdf(p)
  test.each([
    [1e-9, -5.9978070150076865],
    [1e-6, -4.753424308822899],
    [0.001, -3.090232306167813],
    [0.05, -1.6448536269514726],
    [0.075, -1.4395314709384557],
    [0.3, -0.5244005127080407],
    [0.5, 0],
    [0.9, 1.2815515655446008],
    [0.975, 1.9599639845400536],
    [0.9999999, 5.199337582290662],
  ])('quantile of %d', (p, expected) => expect(normalQuantile(p)).toBeCloseTo(expected, 13));
  test.each([1e-300, 1e-9, 0.1, 0.5, Math.SQRT1_2, 1, Math.SQRT2, 1.5, 2, 10, 1e300])('ln %d', (x) => {
    expect(Math.abs(portableLog(x) - Math.log(x))).toBeLessThanOrEqual(
      4e-16 * Math.max(1, Math.abs(Math.log(x))),
    );
  });
});

test('random bits are sfc32: fixed, so that a seed means the same in every version', () => {
  const bits = createRandomBits(1);
  expect(Array.from({ length: 4 }, bits)).toMatchInlineSnapshot(`
    [
      2704429714,
      3392949363,
      894752886,
      238014777,
    ]
  `);
});

describe('noise', () => {
  test('is fixed to the bit, so that a seed means the same in every version', () => {
    const bits = [0, 1, 2].map((sample) => [...new Int32Array(draw(7, sample, 3, 0.5).buffer)]);
    expect(bits).toEqual([
      [1065491661, 1054359914, -1095207152],
      [1052124596, 1026368819, -1097932098],
      [-1087192750, -1103889521, -1086141066],
    ]);
  });
  test('of another seed is another', () => {
    expect(draw(7, 0, 1000)).not.toEqual(draw(8, 0, 1000));
  });
  test('with sigma 0 is none at all', () => {
    expect(draw(7, 1, 50, 0).every((value) => value === 0)).toBe(true);
  });
  test('has mean 0, deviation sigma and normal tails', () => {
    const sample = draw(3, 0, 100_000, 2);
    expect(Math.abs(mean(sample))).toBeLessThan(0.03);
    expect(Math.abs(mean(sample.map((value) => value * value)) - 4)).toBeLessThan(0.1);
    expect(sample.filter((value) => Math.abs(value) < 2).length / sample.length).toBeCloseTo(0.6827, 2);
  });
});
