import { describe, expect, test } from 'vitest';
import { normalQuantile, portableLog } from '../../src/cam/normal-quantile.js';
import { createNoise, createRandomBits, SAMPLINGS, type SamplingName } from '../../src/cam/seeded-noise.js';

const names = Object.keys(SAMPLINGS) as SamplingName[];

function draw(
  sampling: SamplingName,
  seed: number,
  samples: number,
  length: number,
  sigma = 1,
): Float32Array[] {
  const noise = createNoise(sampling, { seed, samples });
  return Array.from({ length: samples }, () => {
    const target = new Float32Array(length);
    noise.fill(target, sigma);
    return target;
  });
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

describe.each(names)('%s', (sampling) => {
  test('the same seed gives the same bits', () => {
    expect(draw(sampling, 7, 4, 1000)).toEqual(draw(sampling, 7, 4, 1000));
  });
  test('another seed gives other noise', () => {
    expect(draw(sampling, 7, 4, 1000)).not.toEqual(draw(sampling, 8, 4, 1000));
  });
  test('samples differ', () => {
    const [first, second, third] = draw(sampling, 7, 4, 1000);
    expect(first).not.toEqual(second);
    expect(second).not.toEqual(third);
  });
  test('sigma 0 is no noise at all', () => {
    for (const sample of draw(sampling, 7, 2, 50, 0)) expect(sample.every((value) => value === 0)).toBe(true);
  });
  test('mean 0, deviation sigma, normal tails', () => {
    const [sample] = draw(sampling, 3, 5, 100_000, 2);
    expect(Math.abs(mean(sample))).toBeLessThan(0.03);
    expect(Math.abs(mean(sample.map((value) => value * value)) - 4)).toBeLessThan(0.1);
    expect(sample.filter((value) => Math.abs(value) < 2).length / sample.length).toBeCloseTo(0.6827, 2);
  });
  test('no number of samples', () => {
    expect(() => createNoise(sampling, { seed: 1, samples: 0 })).toThrow(
      expect.objectContaining({ code: 'bad-option' }),
    );
  });
});

test('antithetic pairs cancel exactly', () => {
  const [a, b, c, d] = draw('antithetic', 5, 4, 500);
  expect(a.map((value, i) => value + b[i])).toEqual(new Float32Array(500));
  expect(c.map((value, i) => value + d[i])).toEqual(new Float32Array(500));
  expect(a).not.toEqual(c);
});

test.each([1, 2, 5, 8, 25])('stratified: %i samples take one stratum each, for every value', (samples) => {
  const drawn = draw('stratified', 5, samples, 200);
  const edges = Array.from({ length: samples - 1 }, (_, i) => normalQuantile((i + 1) / samples));
  for (let i = 0; i < 200; i++) {
    const strata = drawn.map((sample) => edges.filter((edge) => edge < sample[i]).length);
    expect(strata.sort((a, b) => a - b)).toEqual(Array.from({ length: samples }, (_, stratum) => stratum));
  }
});
