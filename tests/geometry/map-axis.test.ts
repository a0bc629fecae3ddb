import { expect, test } from 'vitest';
import { cellSpan, placedAlong, type MapAxis } from '../../src/geometry/map-axis.js';

const axis = (start: number, cell: number): MapAxis => ({
  cells: 4,
  start,
  length: 4 * cell,
  from: 0,
  to: 40,
});
const spans = (one: MapAxis): number[][] => [0, 1, 2, 3].map((cell) => [...cellSpan(one, cell)]);

test.each<[string, MapAxis, number[][]]>([
  [
    'an even grid',
    axis(0, 10),
    [
      [0, 10],
      [10, 20],
      [20, 30],
      [30, 40],
    ],
  ],
  [
    'cells further right: the first is longer, the last shorter',
    axis(5, 10),
    [
      [0, 15],
      [15, 25],
      [25, 35],
      [35, 40],
    ],
  ],
  [
    'cells further left',
    axis(-5, 10),
    [
      [0, 5],
      [5, 15],
      [15, 25],
      [25, 40],
    ],
  ],
  [
    'cells in the middle',
    axis(12, 4),
    [
      [0, 16],
      [16, 20],
      [20, 24],
      [24, 40],
    ],
  ],
  [
    'a cell beside all that the model saw',
    axis(-10, 10),
    [
      [0, 0],
      [0, 10],
      [10, 20],
      [20, 40],
    ],
  ],
])('%s', (_, one, expected) => {
  expect(spans(one)).toEqual(expected);
});

test.each([axis(0, 10), axis(5, 10), axis(-5, 10), axis(12, 4), axis(-10, 10), axis(-30, 30)])(
  'coordinates in cells run from one edge of what the model saw to the other: %o',
  (one) => {
    const places = Array.from({ length: 81 }, (_, i) => placedAlong(one, i / 20));
    expect(places[0]).toBe(0);
    expect(places.at(-1)).toBe(40);
    places.slice(1).forEach((place, i) => expect(place).toBeGreaterThanOrEqual(places[i] - 1e-9));
    // Without jumps
    places.slice(1).forEach((place, i) => expect(place - places[i]).toBeLessThan(4));
  },
);

test('between the outermost centres a coordinate lies where the cells do', () => {
  expect([0.5, 1, 2.25, 3.5].map((at) => placedAlong(axis(5, 8), at))).toEqual([9, 13, 23, 33]);
});
