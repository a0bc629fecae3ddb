import { expect, test } from 'vitest';
import { addTallies, maxBoxAccuracy, scoresOfTally, tallyOf } from '../../scripts/evaluate/box-tally.js';

const box = (x: number, width: number) => ({ x, y: 0, width, height: 10 });

// IoU 0.6 with the first object, none with the second, and a draft of nothing.
const several = tallyOf([box(0, 6), box(90, 4)], [box(0, 10), box(50, 10)]);
// IoU 0.4 with the only object.
const single = tallyOf([box(0, 4)], [box(0, 10)]);

test('shares count objects and drafts, not cases', () => {
  const scores = scoresOfTally(addTallies(several, single));
  expect(scores.recall30).toBeCloseTo(2 / 3);
  expect(scores.recall50).toBeCloseTo(1 / 3);
  expect(scores.precision50).toBeCloseTo(1 / 3);
  expect(scores.f50).toBeCloseTo(2 / 6);
  expect(scores.several50).toBeCloseTo(1 / 2);
  expect(scores.draftsPerObject).toBe(1);
});

test('MaxBoxAcc takes the best threshold of each overlap', () => {
  // Overlaps 0.3, 0.5, 0.7: shares of 1/1, 1/1, 0/1 at one threshold, 1/1, 0/1, 0/1 at the other.
  expect(maxBoxAccuracy([several, single])).toBeCloseTo(2 / 3);
});

test('no objects and no drafts give zeros, not NaN', () => {
  expect(Object.values(scoresOfTally(tallyOf([], [])))).toEqual([0, 0, 0, 0, 0, 0, 0]);
});
