import { expect, test } from 'vitest';
import { featureLikeness, type Likeness } from '../../../src/segment/spread/feature-likeness.js';
import { spreadMap } from '../../../src/segment/spread/spread-map.js';
import { standardiseFeatures } from '../../../src/segment/spread/standardise-features.js';
import { seededNumbers } from '../../fixtures/build-model.js';

/** Two kinds of cells in turns, [8, 2]. */
const TWO_KINDS = featureLikeness(Float32Array.from([0, 1, 2, 3].flatMap(() => [3, 0.1, -0.2, 2])), 4, 2);
const heat = (...data: number[]) => ({ data: Float32Array.from(data), width: 4, height: 2 });

test('what is alike shares, and what is not gets nothing', () => {
  const { data, width, height } = spreadMap(heat(1, 0, 0, 0, 0, 0, 0, 0), TWO_KINDS);
  expect({ width, height }).toEqual({ width: 4, height: 2 });
  expect([...data]).toEqual([1, 0, 1, 0, 1, 0, 1, 0]);
});

test.each([1, 2, 3, 4, 8])('agrees with the formula written out, power %i', (power) => {
  const [width, height, dimensions] = [6, 5, 7];
  const cells = width * height;
  const features = standardiseFeatures(seededNumbers(cells * dimensions, 3), dimensions);
  const data = seededNumbers(cells, 4).map(Math.abs);
  const rowOf = (cell: number): Float32Array => features.subarray(cell * dimensions, (cell + 1) * dimensions);
  const dot = (a: Float32Array, b: Float32Array): number =>
    a.reduce((sum, value, i) => sum + value * b[i], 0);
  const expected = Array.from({ length: cells }, (_, a) => {
    const alike = Array.from({ length: cells }, (__, b) => {
      const cosine = dot(rowOf(a), rowOf(b)) / Math.sqrt(dot(rowOf(a), rowOf(a)) * dot(rowOf(b), rowOf(b)));
      return Math.max(0, cosine) ** power;
    });
    const total = alike.reduce((sum, value) => sum + value, 0);
    return alike.reduce((sum, value, b) => sum + value * data[b], 0) / total;
  });
  const [least, most] = [Math.min(...expected), Math.max(...expected)];
  const likeness = featureLikeness(features, width, height);
  spreadMap({ data, width, height }, likeness, { power }).data.forEach((value, i) =>
    expect(value).toBeCloseTo((expected[i] - least) / (most - least), 5),
  );
});

test('stays near with a reach: what is as alike far away gets less', () => {
  const width = 40;
  const same: Likeness = { width, height: 1, cosines: new Float32Array(width * width).fill(1) };
  const data = Float32Array.from({ length: width }, (_, i) => (i === 20 ? 1 : 0));
  const { data: near } = spreadMap({ data, width, height: 1 }, same, { reach: 0.1 });
  expect(near[20]).toBe(1);
  expect(near[24]).toBeGreaterThan(0.3);
  expect(near[38]).toBeLessThan(0.01);
  const { data: anywhere } = spreadMap({ data, width, height: 1 }, same);
  expect(anywhere).toEqual(new Float32Array(width));
});

test('a map that says nothing stays empty, and NaN counts as nothing', () => {
  expect(spreadMap(heat(...Array<number>(8).fill(0.3)), TWO_KINDS).data).toEqual(new Float32Array(8));
  expect(spreadMap(heat(...Array<number>(8).fill(NaN)), TWO_KINDS).data).toEqual(new Float32Array(8));
  expect([...spreadMap(heat(1, NaN, 0, 0, 0, 0, 0, 0), TWO_KINDS).data]).toEqual([1, 0, 1, 0, 1, 0, 1, 0]);
});

test('a cell without features, or with broken ones, keeps what it has', () => {
  const likeness = featureLikeness(Float32Array.of(1, 0, 0, 0, NaN, 1, 0, 1), 4, 1);
  const map = { data: Float32Array.of(0, 1, 0.5, 0), width: 4, height: 1 };
  expect([...spreadMap(map, likeness).data]).toEqual([0, 1, 0.5, 0]);
});

test('a map of one cell is flat', () => {
  const likeness = featureLikeness(Float32Array.of(2, 1), 1, 1);
  expect([...spreadMap({ data: Float32Array.of(3), width: 1, height: 1 }, likeness).data]).toEqual([0]);
});

test('standardised features have mean 0 and variance 1; those that say nothing are 0', () => {
  const features = Float32Array.from([0, 1, 2, 3].flatMap((i) => [10 + i, 5, i === 2 ? NaN : i]));
  const standardised = standardiseFeatures(features, 3);
  const columns = [0, 1, 2].map((column) => standardised.filter((_, i) => i % 3 === column));
  expect(columns[0].reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 6);
  expect(columns[0].reduce((sum, value) => sum + value ** 2, 0) / 4).toBeCloseTo(1, 6);
  expect([...columns[1]]).toEqual([0, 0, 0, 0]);
  expect([...columns[2]]).toEqual([0, 0, 0, 0]);
});
