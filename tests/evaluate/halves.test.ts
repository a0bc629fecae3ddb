import { describe, expect, test } from 'vitest';
import type { Case } from '../../scripts/evaluate/cases.js';
import { rowKey } from '../../scripts/evaluate/cases.js';
import { halvesOf, localise } from '../../scripts/evaluate/localisation.js';
import type { Half } from '../../scripts/evaluate/scenes.js';

const ROW = { method: 'some-cam', layer: 'late' };

/** An 80 x 80 image whose object is the cells with value 1; one further cell has the value `wrong`. */
function caseOf(half: Half, wrong: number): Case {
  const data = new Float32Array(64);
  data.fill(1, 9, 12).fill(1, 17, 20).fill(1, 25, 28);
  data.fill(wrong, 45, 47).fill(wrong, 53, 55);
  const scene = { half, file: 'a.jpg', objects: [] };
  const image = { width: 80, height: 80, pixels: new Uint8ClampedArray() };
  const covered = { x: 0, y: 0, width: 80, height: 80 };
  return {
    loaded: { scene, image, input: new Float32Array(), covered },
    label: 'gear',
    classIndex: 0,
    score: 1,
    objects: [{ x: 10, y: 10, width: 30, height: 30 }],
    maps: new Map([[rowKey(ROW), { data, width: 8, height: 8, rect: covered }]]),
  };
}

describe('halvesOf', () => {
  test('divides by the scenes', () => {
    const [a, b, c] = [caseOf('choosing', 0), caseOf('measuring', 0), caseOf('choosing', 0)];
    expect(halvesOf([a, b, c])).toEqual({ choosing: [a, c], measuring: [b] });
  });

  test('gives everything both roles where a half has nothing', () => {
    const all = [caseOf('measuring', 0)];
    expect(halvesOf(all)).toEqual({ choosing: all, measuring: all });
  });
});

test('the threshold is chosen on one half and measured on the other, whatever would be best there', () => {
  // A wrong box up to 0.3 of the maximum in the choosing half, up to 0.6 in the measuring one.
  const { best, chosenBy, sweep } = localise([caseOf('choosing', 0.32), caseOf('measuring', 0.62)], ROW);
  expect(chosenBy).toBe(1);
  expect(best.threshold).toBeGreaterThan(0.3);
  expect(best.threshold).toBeLessThan(0.6);
  expect(best.scores.precision50).toBe(0.5);
  expect(Math.max(...sweep.map(({ scores }) => scores.precision50))).toBe(1);
});
