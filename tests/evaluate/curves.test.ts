import { expect, test } from 'vitest';
import { areaUnder, descendingOrder } from '../../scripts/evaluate/faithfulness.js';
import { averagePrecision } from '../../scripts/evaluate/box-rules.js';

test.each([
  ['a constant', [0.5, 0.5, 0.5], 0.5],
  ['a straight fall', [1, 0.5, 0], 0.5],
  ['a fall at once', [1, 0, 0, 0, 0], 0.125],
])('area under %s', (_name, values, area) => {
  expect(areaUnder(values)).toBeCloseTo(area);
});

test('pixels go from the most salient down, equal ones in their order', () => {
  expect([...descendingOrder(Float32Array.from([0, 2, 1, 2]))]).toEqual([1, 3, 2, 0]);
});

test.each([
  ['right drafts first', [true, true, false], 2, 1],
  ['a wrong draft first', [false, true], 1, 0.5],
  ['an object that no draft finds', [true], 2, 0.5],
  ['no objects', [false], 0, 0],
])('average precision with %s', (_name, ranked, objects, precision) => {
  expect(averagePrecision(ranked, objects)).toBeCloseTo(precision);
});
