import { describe, expect, test } from 'vitest';
import type { Mask } from '../../src/geometry/mask.js';
import { KEEPS_PIXELS, polygonsOfMask } from '../../src/geometry/mask-polygons.js';
import { runLengthsOfPolygons } from '../../src/geometry/polygon-runs.js';
import { signedDoubleArea } from '../../src/geometry/polygon-with-holes.js';
import { maskOfRunLengths, runLengthsOf } from '../../src/geometry/run-lengths.js';
import { seededNumbers } from '../fixtures/build-model.js';

/** Rows of a drawing: # is inside. */
function drawn(...rows: string[]): Mask {
  const data = Uint8Array.from(rows.join(''), (character) => (character === '#' ? 1 : 0));
  return { data, width: rows[0].length, height: rows.length };
}

function randomMask(width: number, height: number, seed: number, share: number): Mask {
  const data = Uint8Array.from(seededNumbers(width * height, seed), (value) => (value < share ? 1 : 0));
  return { data, width, height };
}

describe('run lengths', () => {
  test('run down the columns and begin outside, as in COCO', () => {
    expect(runLengthsOf(drawn('.#.', '.##', '...'))).toEqual({ counts: [3, 2, 2, 1, 1], size: [3, 3] });
    expect(runLengthsOf(drawn('##', '..'))).toEqual({ counts: [0, 1, 1, 1, 1], size: [2, 2] });
    expect(runLengthsOf(drawn('##', '##'))).toEqual({ counts: [0, 4], size: [2, 2] });
    expect(runLengthsOf(drawn('...', '...'))).toEqual({ counts: [6], size: [2, 3] });
    expect(runLengthsOf({ data: new Uint8Array(0), width: 0, height: 0 })).toEqual({
      counts: [],
      size: [0, 0],
    });
  });

  test.each(Array.from({ length: 20 }, (_, seed) => seed))('give the mask back, %i', (seed) => {
    const mask = randomMask(1 + (seed % 7), 1 + ((seed * 5) % 9), seed, (seed % 5) / 2 - 1);
    const runs = runLengthsOf(mask);
    expect(runs.counts.reduce((sum, count) => sum + count, 0)).toBe(mask.data.length);
    expect(maskOfRunLengths(runs)).toEqual(mask);
  });

  test('that do not fit are cut off or filled up', () => {
    expect(maskOfRunLengths({ counts: [1, 9], size: [2, 2] }).data).toEqual(Uint8Array.of(0, 1, 1, 1));
    expect(maskOfRunLengths({ counts: [1, 1], size: [2, 2] }).data).toEqual(Uint8Array.of(0, 0, 1, 0));
  });
});

describe('polygons', () => {
  test('of one part: clockwise, as wide and high as its box', () => {
    const [{ outer, holes }, ...others] = polygonsOfMask(
      drawn('......', '.####.', '.####.', '.####.', '......'),
    );
    expect(others).toEqual([]);
    expect(holes).toEqual([]);
    expect(signedDoubleArea(outer)).toBeGreaterThan(0);
    const xs = outer.map(([x]) => x);
    const ys = outer.map(([, y]) => y);
    expect([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]).toEqual([1, 1, 5, 4]);
  });

  test('keep holes, a part inside a hole, and the holes of that', () => {
    const polygons = polygonsOfMask(
      drawn(
        '#########',
        '#.......#',
        '#.#####.#',
        '#.#...#.#',
        '#.#.#.#.#',
        '#.#...#.#',
        '#.#####.#',
        '#.......#',
        '#########',
      ),
    );
    expect(polygons.map(({ holes }) => holes.length)).toEqual([1, 1, 0]);
    for (const { holes } of polygons) {
      for (const hole of holes) expect(signedDoubleArea(hole)).toBeLessThan(0);
    }
  });

  test('of several parts come largest first', () => {
    const polygons = polygonsOfMask(drawn('#....', '...##', '#..##', '#....'));
    const areas = polygons.map(({ outer }) => signedDoubleArea(outer));
    expect(areas).toHaveLength(3);
    expect(areas).toEqual([...areas].sort((a, b) => b - a));
  });

  test('pixels that touch at a corner are one part, and holes that do are two', () => {
    expect(polygonsOfMask(drawn('#.', '.#'))).toHaveLength(1);
    expect(polygonsOfMask(drawn('.#', '#.'))).toHaveLength(1);
    const [ring] = polygonsOfMask(drawn('####', '#.##', '##.#', '####'));
    expect(ring.holes).toHaveLength(2);
  });

  test('a sloping edge is a line, not stairs', () => {
    const size = 40;
    const data = Uint8Array.from({ length: size * size }, (_, i) =>
      i % size > Math.floor(i / size) ? 1 : 0,
    );
    const [{ outer }] = polygonsOfMask({ data, width: size, height: size });
    expect(outer.length).toBeLessThan(8);
  });

  test('a circle needs few points', () => {
    const data = Uint8Array.from({ length: 96 * 96 }, (_, i) =>
      Math.hypot((i % 96) - 47.5, Math.floor(i / 96) - 47.5) < 40 ? 1 : 0,
    );
    const [{ outer }] = polygonsOfMask({ data, width: 96, height: 96 });
    expect(outer.length).toBeLessThan(60);
    expect(signedDoubleArea(outer) / 2 / (Math.PI * 40 ** 2)).toBeCloseTo(1, 2);
  });

  test.each(Array.from({ length: 60 }, (_, seed) => seed))('drawn again give the mask back, %i', (seed) => {
    const mask = randomMask(1 + (seed % 23), 1 + ((seed * 7) % 19), seed, (seed % 9) / 4 - 1);
    const runs = runLengthsOfPolygons(polygonsOfMask(mask, KEEPS_PIXELS), mask);
    expect(maskOfRunLengths(runs)).toEqual(mask);
    expect(runs).toEqual(runLengthsOf(mask));
  });

  test('of smooth masks drawn again give the mask back', () => {
    for (let seed = 0; seed < 12; seed++) {
      const [a, b, c, d] = seededNumbers(4, seed + 1);
      const data = Uint8Array.from({ length: 80 * 60 }, (_, i) => {
        const [x, y] = [(i % 80) / 40 - 1, Math.floor(i / 80) / 30 - 1];
        return Math.sin(5 * x + 3 * a) * Math.cos(4 * y + 3 * b) + c * x * y > 0.4 * d ? 1 : 0;
      });
      const mask = { data, width: 80, height: 60 };
      expect(maskOfRunLengths(runLengthsOfPolygons(polygonsOfMask(mask, KEEPS_PIXELS), mask))).toEqual(mask);
    }
  });

  test('of an empty mask there are none', () => {
    expect(polygonsOfMask(drawn('..', '..'))).toEqual([]);
    expect(polygonsOfMask({ data: new Uint8Array(0), width: 0, height: 0 })).toEqual([]);
    expect(runLengthsOfPolygons([], { width: 3, height: 2 })).toEqual({ counts: [6], size: [2, 3] });
  });
});
