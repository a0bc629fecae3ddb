import { describe, expect, test } from 'vitest';
import { clipPolygon, polygonArea, type Point } from '../../../src/drafts/map/polygon.js';
import { clipRectangle, intersectionArea, intersectionOverUnion } from '../../../src/geometry/rectangle.js';
import { simplifyRing } from '../../../src/geometry/simplify-ring.js';

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

test.each([
  ['the same', box(1, 2, 3, 4), box(1, 2, 3, 4), 12, 1],
  ['half', box(0, 0, 2, 1), box(1, 0, 2, 1), 1, 1 / 3],
  ['inside', box(0, 0, 4, 4), box(1, 1, 2, 2), 4, 0.25],
  ['apart', box(0, 0, 1, 1), box(5, 5, 1, 1), 0, 0],
  ['touching', box(0, 0, 1, 1), box(1, 0, 1, 1), 0, 0],
  ['empty', box(0, 0, 0, 0), box(0, 0, 0, 0), 0, 0],
])('two boxes, %s', (_, a, b, shared, overlap) => {
  expect(intersectionArea(a, b)).toBe(shared);
  expect(intersectionOverUnion(a, b)).toBeCloseTo(overlap, 12);
});

test.each([
  ['inside', box(1, 2, 3, 4), box(1, 2, 3, 4)],
  ['over two edges', box(-5, 8, 10, 10), box(0, 8, 5, 2)],
  ['outside', box(30, 30, 5, 5), box(20, 10, 0, 0)],
])('a box %s is clipped to 20 x 10', (_, rectangle, expected) => {
  expect(clipRectangle(rectangle, { width: 20, height: 10 })).toEqual(expected);
});

describe('clipPolygon', () => {
  const image = { width: 10, height: 10 };
  test.each<[string, Point[], number]>([
    [
      'inside',
      [
        [1, 1],
        [3, 1],
        [3, 3],
        [1, 3],
      ],
      4,
    ],
    [
      'a square over a corner',
      [
        [-2, -2],
        [2, -2],
        [2, 2],
        [-2, 2],
      ],
      4,
    ],
    [
      'a diamond over the left edge',
      [
        [0, 3],
        [2, 5],
        [0, 7],
        [-2, 5],
      ],
      4,
    ],
    [
      'around the image',
      [
        [-5, -5],
        [15, -5],
        [15, 15],
        [-5, 15],
      ],
      100,
    ],
    [
      'outside',
      [
        [20, 20],
        [30, 20],
        [30, 30],
      ],
      0,
    ],
  ])('%s', (_, polygon, area) => {
    expect(polygonArea(clipPolygon(polygon, image))).toBeCloseTo(area, 12);
  });
});

describe('simplifyRing', () => {
  test('drops points on straight lines', () => {
    const ring: Point[] = [
      [0, 0],
      [1, 0],
      [2, 0],
      [2, 1],
      [2, 2],
      [1, 2],
      [0, 2],
      [0, 1],
    ];
    expect(simplifyRing(ring, 0.01)).toEqual([
      [0, 0],
      [2, 0],
      [2, 2],
      [0, 2],
    ]);
  });
  test('keeps the outermost points, whatever the tolerance', () => {
    const ring: Point[] = Array.from(
      { length: 40 },
      (_, i) => [Math.cos(i / 6.366), Math.sin(i / 6.366)] as const,
    );
    const simple = simplifyRing(ring, 0.5);
    for (const axis of [0, 1]) {
      expect(Math.min(...simple.map((p) => p[axis]))).toBe(Math.min(...ring.map((p) => p[axis])));
      expect(Math.max(...simple.map((p) => p[axis]))).toBe(Math.max(...ring.map((p) => p[axis])));
    }
    expect(simple.length).toBeLessThan(10);
  });
});
