import { describe, expect, test } from 'vitest';
import type { CamMap } from '../../../src/cam/layer-tensors.js';
import { resizeBilinear } from '../../../src/cam/resize-bilinear.js';
import { boundsOfRegion } from '../../../src/drafts/map/region-bounds.js';
import { findRegions } from '../../../src/drafts/map/region-forest.js';
import { mapOf, randomMap } from './maps.js';

describe('against flood fill on the upsampled map', () => {
  /** Odd, so that pixels lie on the centres of cells. */
  const ZOOM = 101;

  /** Boxes of the 4-connected parts of {upsampled >= level}, in cells of the map. */
  function floodFill(map: CamMap, level: number): number[][] {
    const fine = resizeBilinear(map, map.width * ZOOM, map.height * ZOOM);
    const waiting = fine.data.map((value) => (value >= level ? 1 : 0));
    const found: number[][] = [];
    for (let start = 0; start < waiting.length; start++) {
      if (waiting[start] !== 0) found.push(drain(waiting, fine.width, start).map((value) => value / ZOOM));
    }
    return found;
  }

  /** Empties the part that holds a pixel; returns its left, top, right and bottom edges. */
  function drain(waiting: Float32Array, width: number, start: number): number[] {
    let [left, top, right, bottom] = [width, waiting.length, 0, 0];
    const queue = [start];
    waiting[start] = 0;
    for (let pixel = queue.pop(); pixel !== undefined; pixel = queue.pop()) {
      const x = pixel % width;
      const y = Math.floor(pixel / width);
      [left, top] = [Math.min(left, x), Math.min(top, y)];
      [right, bottom] = [Math.max(right, x + 1), Math.max(bottom, y + 1)];
      const besides = [x > 0 ? pixel - 1 : -1, x < width - 1 ? pixel + 1 : -1, pixel - width, pixel + width];
      const next = besides.filter((other) => other >= 0 && other < waiting.length && waiting[other] !== 0);
      for (const other of next) waiting[other] = 0;
      queue.push(...next);
    }
    return [left, top, right, bottom];
  }

  const byPlace = (a: readonly number[], b: readonly number[]): number => a[0] - b[0] || a[1] - b[1];

  test.each([1, 2, 3, 4, 5, 6].flatMap((seed) => [0.15, 0.3, 0.5, 0.8].map((share) => [seed, share])))(
    'seed %i, threshold %d: the same regions with the same edges',
    (seed, share) => {
      const map = randomMap(seed, 9, 7);
      const level = share * Math.max(...map.data);
      const expected = floodFill(map, level).sort(byPlace);
      const actual = findRegions(map, level, 0)
        .map(({ cells }) => boundsOfRegion(map, cells, level, 'iso'))
        .map(({ left, top, right, bottom }) => [left, top, right, bottom])
        .sort(byPlace);
      expect(actual).toHaveLength(expected.length);
      const errors = actual.flatMap((box, i) =>
        box.map((value, side) => Math.abs(value - expected[i][side])),
      );
      expect(Math.max(...errors)).toBeLessThan(1.01 / ZOOM);
    },
  );
});

describe('peaks', () => {
  test.each([0, 0.5])('valley %d: a region keeps its peak at every level', (valley) => {
    const map = randomMap(9, 14, 14);
    const peaks = findRegions(map, 0.01, valley).map(({ peak }) => peak);
    for (let level = 0.05; level < 1; level += 0.05) {
      const higher = findRegions(map, level, valley).map(({ peak }) => peak);
      const survivors = peaks.filter((peak) => map.data[peak] >= level);
      expect(higher).toEqual(expect.arrayContaining(survivors));
    }
  });
  test('every cell at the level belongs to one region', () => {
    const map = randomMap(10, 12, 9);
    const cells = findRegions(map, 0.2, 0.5).flatMap((region) => region.cells);
    const expected = [...map.data.keys()].filter((cell) => map.data[cell] >= 0.2);
    expect(cells.sort((a, b) => a - b)).toEqual(expected);
  });
  test('of equal cells the first is the peak', () => {
    expect(findRegions(mapOf([1, 1], [1, 1]), 0.5, 0.5)).toEqual([{ peak: 0, cells: [0, 1, 2, 3] }]);
  });
});

describe('valleys', () => {
  const row = mapOf([1, 0.45, 0.8]);
  test.each([
    // They meet at 0.45; the lower peak is 0.8, and 0.45 / 0.8 = 0.5625.
    [0.5, 1],
    [0.56, 1],
    [0.57, 2],
    [0, 1],
  ])('valley %d: %i regions', (valley, count) => {
    expect(findRegions(row, 0.2, valley)).toHaveLength(count);
  });
  test('the cell in the valley goes to its higher neighbour', () => {
    expect(findRegions(row, 0.2, 0.6)).toEqual([
      { peak: 0, cells: [0, 1] },
      { peak: 2, cells: [2] },
    ]);
  });
  test('many small bumps on a slope are one object', () => {
    const slope = mapOf([1, 0.8, 0.85, 0.6, 0.65, 0.4, 0.45, 0.3]);
    expect(findRegions(slope, 0.2, 0.5)).toHaveLength(1);
  });
});
