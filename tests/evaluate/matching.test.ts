import { describe, expect, test } from 'vitest';
import { distanceToBox, matchBoxes } from '../../scripts/evaluate/matching.js';

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

describe('matchBoxes', () => {
  test('gives every object a draft of its own, the best pairs first', () => {
    const drafts = [box(0, 0, 10, 10), box(1, 0, 10, 10), box(50, 50, 10, 10)];
    const objects = [box(1, 0, 10, 10), box(50, 50, 10, 12)];
    expect(matchBoxes(drafts, objects, 0.5)).toEqual([
      [1, 0],
      [2, 1],
    ]);
  });

  test('lets a box around two objects find one of them', () => {
    const objects = [box(0, 0, 10, 10), box(10, 0, 10, 10)];
    expect(matchBoxes([box(0, 0, 20, 10)], objects, 0.5)).toHaveLength(1);
  });

  test.each([
    ['nothing where there are no drafts', [], [box(0, 0, 1, 1)]],
    ['nothing where there are no objects', [box(0, 0, 1, 1)], []],
    ['nothing for boxes apart', [box(0, 0, 1, 1)], [box(5, 5, 1, 1)]],
  ])('pairs %s', (_name, drafts, objects) => {
    expect(matchBoxes(drafts, objects, 0.3)).toEqual([]);
  });
});

test.each([
  [5, 5, 0],
  [-3, 5, 3],
  [13, 14, 5],
])('the point (%d, %d) is %d pixels from the box', (x, y, distance) => {
  expect(distanceToBox(x, y, box(0, 0, 10, 10))).toBe(distance);
});
