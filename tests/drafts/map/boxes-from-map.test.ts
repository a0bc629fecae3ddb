import { describe, expect, test } from 'vitest';
import type { CamMap } from '../../../src/cam/layer-tensors.js';
import { resizeBilinear } from '../../../src/cam/resize-bilinear.js';
import { boxesFromMap, type BoxOptions } from '../../../src/drafts/map/boxes-from-map.js';
import { polygonArea } from '../../../src/drafts/map/polygon.js';
import { bumps, mapOf, randomMap } from './maps.js';

const provenance = { model: 'tiny', method: 'grad-cam', layer: 'relu5' };
const options = (map: CamMap, more: Partial<BoxOptions> = {}): BoxOptions => ({
  rect: { x: 0, y: 0, width: map.width, height: map.height },
  label: 'dog',
  provenance,
  ...more,
});
const boxes = (map: CamMap, more: Partial<BoxOptions> = {}): number[][] =>
  boxesFromMap(map, options(map, more)).map(({ x, y, width, height }) => [x, y, width, height]);
const close = (expected: readonly number[][]): unknown[][] =>
  expected.map((box) => box.map((value): unknown => expect.closeTo(value, 5)));

const hotCell = mapOf([0, 0, 0], [0, 1, 0], [0, 0, 0]);

describe('edges', () => {
  test.each([
    // A drop from 1 to 0 over one cell reaches the level at 1 - threshold from the centre.
    [0.2, 'iso', [0.7, 0.7, 1.6, 1.6]],
    [0.5, 'iso', [1, 1, 1, 1]],
    [0.75, 'iso', [1.25, 1.25, 0.5, 0.5]],
    [0.2, 'cell', [1, 1, 1, 1]],
    [0.75, 'cell', [1, 1, 1, 1]],
  ] as const)('threshold %d, %s', (threshold, edge, expected) => {
    expect(boxes(hotCell, { threshold, edge })).toEqual(close([[...expected]]));
  });

  test('at the border of the map the box reaches its edge', () => {
    const corner = mapOf([1, 0, 0], [0, 0, 0]);
    expect(boxes(corner, { threshold: 0.5 })).toEqual(close([[0, 0, 1, 1]]));
  });

  test.each([
    ['the whole image', { x: 0, y: 0, width: 300, height: 600 }, [100, 200, 100, 200]],
    ['a centre crop', { x: 50, y: 20, width: 30, height: 30 }, [60, 30, 10, 10]],
  ])('in pixels, where the map covers %s', (_, rect, expected) => {
    expect(boxes(hotCell, { threshold: 0.5, rect })).toEqual(close([expected]));
  });

  test('boxes are clipped to the image that a padded input surrounds', () => {
    const corner = mapOf([1, 0], [0, 0]);
    const more = {
      threshold: 0.5,
      rect: { x: -10, y: 0, width: 40, height: 40 },
      image: { width: 20, height: 40 },
    };
    expect(boxes(corner, more)).toEqual(close([[0, 0, 10, 20]]));
  });

  describe('of cells beside an even grid', () => {
    const seen = { x: 0, y: 0, width: 30, height: 30 };
    const rect = { x: 4, y: -4, width: 30, height: 30 };

    test('lie where the cells do', () => {
      expect(boxes(hotCell, { threshold: 0.5, rect, seen })).toEqual(close([[14, 6, 10, 10]]));
    });
    test('at the border reach the edge of what the model saw, and go no further', () => {
      const corners = mapOf([1, 0, 0], [0, 0, 0], [0, 0, 1]);
      const found = boxes(corners, { threshold: 0.5, rect, seen });
      expect(found).toEqual(
        close([
          [0, 0, 14, 6],
          [24, 16, 6, 14],
        ]),
      );
    });
    test('have an outline with the same bounds', () => {
      for (const map of [hotCell, mapOf([1, 0, 0], [0, 0, 0], [0, 0, 0]), mapOf([0, 1], [0, 1])]) {
        const [draft] = boxesFromMap(map, options(map, { threshold: 0.5, rect, seen, polygons: true }));
        const [xs, ys] = [0, 1].map((axis) => draft.polygon!.map((point) => point[axis]));
        expect([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]).toEqual(
          [draft.x, draft.y, draft.x + draft.width, draft.y + draft.height].map((v): unknown =>
            expect.closeTo(v, 1),
          ),
        );
      }
    });
    test('are large enough by what the model saw', () => {
      const wide = { x: -1000, y: -1000, width: 2030, height: 2030 };
      const map = mapOf([1, 0, 0], [0, 0, 0.9], [0, 0, 0]);
      expect(boxes(map, { threshold: 0.5, rect, seen, minArea: 0.05 })).toHaveLength(2);
      expect(boxes(map, { threshold: 0.5, rect, seen: wide, minArea: 0.05 })).toHaveLength(1);
    });
  });

  test('a hot 32 px cell of a 7 x 7 map over 224 px: 32 px at 50 %, 51.2 px at 20 %', () => {
    const map = mapOf(
      ...Array.from({ length: 7 }, (_, i) =>
        Array.from({ length: 7 }, (__, j) => (i === 3 && j === 3 ? 1 : 0)),
      ),
    );
    const rect = { x: 0, y: 0, width: 224, height: 224 };
    expect(boxes(map, { rect, threshold: 0.5 })).toEqual(close([[96, 96, 32, 32]]));
    expect(boxes(map, { rect, threshold: 0.2 })).toEqual(close([[86.4, 86.4, 51.2, 51.2]]));
  });
});

describe('regions', () => {
  test('diagonal cells are one region where the saddle between them reaches the level', () => {
    const diagonal = mapOf([1, 0, 0], [0, 1, 0], [0, 0, 0]);
    // Saddle of 1, 1 against 0, 0: 0.5.
    expect(boxesFromMap(diagonal, options(diagonal, { threshold: 0.49, valley: 0 }))).toHaveLength(1);
    expect(boxesFromMap(diagonal, options(diagonal, { threshold: 0.51, valley: 0 }))).toHaveLength(2);
  });

  const pair = mapOf([0, 0, 0, 0, 0, 0, 0], [0, 1, 0.4, 0.3, 0.4, 0.8, 0], [0, 0, 0, 0, 0, 0, 0]);

  test('a clear valley parts two objects, half-way between the centres beside it', () => {
    expect(boxes(pair, { threshold: 0.2 })).toEqual(
      close([
        [0.7, 0.7, 3.3, 1.6],
        [4, 0.75, 2.25, 1.5],
      ]),
    );
  });
  test('valley 0 keeps them one', () => {
    expect(boxes(pair, { threshold: 0.2, valley: 0 })).toEqual(close([[0.7, 0.7, 5.55, 1.6]]));
  });
  test('a shallow valley keeps them one', () => {
    const shallow = mapOf([0, 0, 0, 0], [1, 0.6, 0.8, 0], [0, 0, 0, 0]);
    expect(boxesFromMap(shallow, options(shallow))).toHaveLength(1);
  });
  test('a plateau is one region', () => {
    const plateau = mapOf([1, 1, 1], [1, 1, 1], [0, 0, 0]);
    expect(boxes(plateau, { threshold: 0.5 })).toEqual(close([[0, 0, 3, 2]]));
  });
  test('three objects, best first', () => {
    const map = bumps(14, 14, [
      { x: 0.2, y: 0.2, radius: 0.1, top: 0.6 },
      { x: 0.75, y: 0.25, radius: 0.12, top: 1 },
      { x: 0.5, y: 0.8, radius: 0.1, top: 0.8 },
    ]);
    const drafts = boxesFromMap(map, options(map, { threshold: 0.3 }));
    const centres = drafts.map(({ x, y, width, height }) => [(x + width / 2) / 14, (y + height / 2) / 14]);
    expect(centres).toEqual([
      [expect.closeTo(0.75, 1), expect.closeTo(0.25, 1)],
      [expect.closeTo(0.5, 1), expect.closeTo(0.8, 1)],
      [expect.closeTo(0.2, 1), expect.closeTo(0.2, 1)],
    ]);
    expect(drafts[0].score).toBe(1);
  });
  test('two objects that touch become one box as the threshold falls only if no valley parts them', () => {
    const map = bumps(14, 14, [
      { x: 0.3, y: 0.5, radius: 0.13, top: 1 },
      { x: 0.72, y: 0.5, radius: 0.13, top: 0.9 },
    ]);
    for (const threshold of [0.1, 0.2, 0.3, 0.5]) {
      expect(boxesFromMap(map, options(map, { threshold }))).toHaveLength(2);
    }
    expect(boxesFromMap(map, options(map, { threshold: 0.1, valley: 0 }))).toHaveLength(1);
  });
});

describe('limits', () => {
  const many = mapOf([1, 0, 0.9, 0, 0.8], [0, 0, 0, 0, 0], [0.7, 0, 0.6, 0, 0.5]);
  test('maxBoxes keeps the best', () => {
    const drafts = boxesFromMap(many, options(many, { threshold: 0.4, maxBoxes: 2 }));
    expect(drafts.map(({ score }) => score)).toEqual([1, expect.closeTo(0.9, 6)]);
  });
  test('minArea drops small boxes', () => {
    const map = mapOf([1, 1, 0, 0, 0], [1, 1, 0, 0, 0.6], [0, 0, 0, 0, 0]);
    expect(boxesFromMap(map, options(map, { threshold: 0.5, minArea: 0.1 }))).toHaveLength(1);
    expect(boxesFromMap(map, options(map, { threshold: 0.5, minArea: 0 }))).toHaveLength(2);
  });
  test('a region inside the box of a better one is dropped', () => {
    const ring = mapOf([1, 1, 1, 1, 1], [1, 0, 0, 0, 1], [1, 0, 0.6, 0, 1], [1, 0, 0, 0, 1], [1, 1, 1, 1, 1]);
    expect(boxes(ring, { threshold: 0.5 })).toEqual([[0, 0, 5, 5]]);
  });
  test.each([
    ['zeros', mapOf([0, 0], [0, 0])],
    ['negative', mapOf([-1, -2])],
    ['NaN', mapOf([Number.NaN, 0])],
  ])('a map of %s gives no boxes', (_, map) => {
    expect(boxesFromMap(map, options(map))).toEqual([]);
  });
  test('one cell is the whole image', () => {
    expect(boxes(mapOf([3]))).toEqual([[0, 0, 1, 1]]);
  });
  test.each([0, -0.1, 1.1, Number.NaN])('threshold %d is refused', (threshold) => {
    expect(() => boxesFromMap(hotCell, options(hotCell, { threshold }))).toThrow(
      expect.objectContaining({ code: 'bad-option' }),
    );
  });
  test('threshold 1 leaves the peak', () => {
    expect(boxesFromMap(hotCell, options(hotCell, { threshold: 1, minArea: 0 }))).toHaveLength(1);
  });
  test('a large map is averaged down, and its boxes stay where they were', () => {
    const fine = bumps(224, 224, [{ x: 0.3, y: 0.6, radius: 0.1, top: 1 }]);
    const [draft] = boxesFromMap(fine, options(fine, { threshold: 0.5 }));
    const half = 0.1 * Math.sqrt(Math.LN2) * 224;
    expect(draft.x).toBeCloseTo(0.3 * 224 - half, 0);
    expect(draft.y + draft.height).toBeCloseTo(0.6 * 224 + half, 0);
  });
});

describe('scores', () => {
  const map = mapOf([1, 0.5, 0, 0, 0.5], [0.5, 0, 0, 0, 0]);
  test.each([
    ['peak', 1, [1, 0.5]],
    ['mean', 1, [2 / 3, 0.5]],
    ['mass', 1, [0.8, 0.2]],
    ['peak', 0.5, [0.5, 0.25]],
  ] as const)('%s, times a confidence of %d', (scoring, confidence, expected) => {
    const drafts = boxesFromMap(map, options(map, { threshold: 0.4, scoring, confidence }));
    expect(drafts.map(({ score }) => score)).toEqual(
      expected.map((value): unknown => expect.closeTo(value, 6) as unknown),
    );
  });
});

describe('ids', () => {
  const map = bumps(14, 14, [
    { x: 0.25, y: 0.25, radius: 0.15, top: 1 },
    { x: 0.75, y: 0.7, radius: 0.12, top: 0.7 },
  ]);
  test('stay with their objects at every threshold', () => {
    const [first, second] = boxesFromMap(map, options(map, { threshold: 0.1 })).map(({ id }) => id);
    for (let threshold = 0.11; threshold < 0.6; threshold += 0.01) {
      const ids = boxesFromMap(map, options(map, { threshold })).map(({ id }) => id);
      expect(ids).toEqual([first, second]);
    }
    expect(boxesFromMap(map, options(map, { threshold: 0.8 })).map(({ id }) => id)).toEqual([first]);
  });
  test('differ between labels', () => {
    const [dog] = boxesFromMap(map, options(map));
    const [cat] = boxesFromMap(map, options(map, { label: 'cat' }));
    expect(dog.id).not.toBe(cat.id);
  });
  test('are unique', () => {
    const noisy = randomMap(5, 14, 14);
    const ids = boxesFromMap(noisy, options(noisy, { maxBoxes: 99, minArea: 0 })).map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(5);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('a draft says where it comes from', () => {
  expect(boxesFromMap(hotCell, options(hotCell, { threshold: 0.5 }))).toEqual([
    {
      id: 'dog@1.5,1.5',
      label: 'dog',
      score: 1,
      x: 1,
      y: 1,
      width: 1,
      height: 1,
      status: 'draft',
      provenance: { model: 'tiny', method: 'grad-cam', layer: 'relu5', threshold: 0.5, edited: false },
    },
  ]);
});

describe('polygons', () => {
  const polygonOf = (map: CamMap, more: Partial<BoxOptions>) =>
    boxesFromMap(map, options(map, { polygons: true, ...more })).map(({ polygon }) => polygon ?? []);

  test('absent unless asked for', () => {
    expect(boxesFromMap(hotCell, options(hotCell))[0]).not.toHaveProperty('polygon');
  });
  test('a cell, with its edges', () => {
    const [polygon] = polygonOf(hotCell, { edge: 'cell' });
    expect(polygon).toHaveLength(4);
    expect(polygonArea(polygon)).toBeCloseTo(1, 6);
    expect(polygon).toEqual(
      expect.arrayContaining([
        [1, 1],
        [2, 1],
        [2, 2],
        [1, 2],
      ]),
    );
  });
  test('an L of cells, with its edges', () => {
    const [polygon] = polygonOf(mapOf([1, 0, 0], [1, 1, 0], [0, 0, 0]), { edge: 'cell' });
    expect(polygon).toHaveLength(6);
    expect(polygonArea(polygon)).toBeCloseTo(3, 6);
  });
  test('the whole map is its rectangle', () => {
    const [polygon] = polygonOf(mapOf([1, 1], [1, 1]), { threshold: 0.5 });
    expect(polygonArea(polygon)).toBeCloseTo(4, 6);
    expect(polygon).toHaveLength(4);
  });
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('seed %i: the polygon has the bounding box of its draft', (seed) => {
    const map = randomMap(seed, 9, 8);
    for (const edge of ['iso', 'cell'] as const) {
      for (const draft of boxesFromMap(
        map,
        options(map, { polygons: true, edge, valley: 0.5, minArea: 0 }),
      )) {
        const [xs, ys] = [0, 1].map((axis) => draft.polygon!.map((point) => point[axis]));
        expect([Math.min(...xs), Math.min(...ys)]).toEqual(close([[draft.x, draft.y]])[0]);
        expect([Math.max(...xs), Math.max(...ys)]).toEqual(
          close([[draft.x + draft.width, draft.y + draft.height]])[0],
        );
      }
    }
  });
  test.each([1, 2, 3, 4])('seed %i: polygons and upsampled pixels have the same area', (seed) => {
    const map = bumps(14, 10, [
      { x: 0.3, y: 0.4, radius: 0.1 + seed / 50, top: 1 },
      { x: 0.8, y: 0.9, radius: 0.15, top: 0.6 },
    ]);
    const fine = resizeBilinear(map, 14 * 32, 10 * 32);
    const max = Math.max(...map.data);
    const pixels = fine.data.filter((value) => value >= 0.4 * max).length / 32 ** 2;
    const area = polygonOf(map, { threshold: 0.4, minArea: 0 }).reduce(
      (sum, polygon) => sum + polygonArea(polygon),
      0,
    );
    expect(Math.abs(area - pixels) / pixels).toBeLessThan(0.02);
  });
  test('is clipped to the image', () => {
    const map = mapOf([1, 0], [0, 0]);
    const [polygon] = polygonOf(map, {
      threshold: 0.5,
      rect: { x: -10, y: 0, width: 40, height: 40 },
      image: { width: 20, height: 40 },
    });
    expect(Math.min(...polygon.map(([x]) => x))).toBe(0);
  });
});
