import { expect, test } from 'vitest';
import { affinityOf, spreadMap } from '../../src/segment/spread-map.js';

/** Two kinds of cells in turns, [8, 2]. */
const FEATURES = Float32Array.from([0, 1, 2, 3].flatMap(() => [3, 0.1, -0.2, 2]));

test('what is alike shares, and what is not gets nothing', () => {
  const heat = { data: Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0), width: 4, height: 2 };
  const { data, width, height } = spreadMap(heat, affinityOf(FEATURES, 2));
  expect({ width, height }).toEqual({ width: 4, height: 2 });
  expect([...data]).toEqual([1, 0, 1, 0, 1, 0, 1, 0]);
});

test('rows of the affinity add up to one, also of cells without features', () => {
  const { cells, weights } = affinityOf(Float32Array.of(1, 0, 0, 0, 0.5, 0.5), 2);
  for (let row = 0; row < cells; row++) {
    const sum = weights.slice(row * cells, (row + 1) * cells).reduce((total, value) => total + value, 0);
    expect(sum).toBeCloseTo(1, 6);
  }
  expect([...weights.slice(3, 6)]).toEqual([0, 1, 0]);
});

test('agrees with the formula written out', () => {
  const features = Float32Array.of(1, 2, 2, 1, -1, 0.5);
  const { weights } = affinityOf(features, 2, { power: 2 });
  const cosine = (a: number, b: number): number =>
    (features[a * 2] * features[b * 2] + features[a * 2 + 1] * features[b * 2 + 1]) /
    (Math.hypot(features[a * 2], features[a * 2 + 1]) * Math.hypot(features[b * 2], features[b * 2 + 1]));
  for (let a = 0; a < 3; a++) {
    const row = [0, 1, 2].map((b) => Math.max(0, cosine(a, b)) ** 2);
    const sum = row.reduce((total, value) => total + value, 0);
    row.forEach((value, b) => expect(weights[a * 3 + b]).toBeCloseTo(value / sum, 5));
  }
});

test('a map that says nothing stays empty, and NaN counts as nothing', () => {
  const affinity = affinityOf(FEATURES, 2);
  expect(spreadMap({ data: new Float32Array(8).fill(0.3), width: 4, height: 2 }, affinity).data).toEqual(
    new Float32Array(8),
  );
  const data = Float32Array.of(1, NaN, 0, 0, 0, 0, 0, 0);
  expect([...spreadMap({ data, width: 4, height: 2 }, affinity).data]).toEqual([1, 0, 1, 0, 1, 0, 1, 0]);
});
