import { expect, test } from 'vitest';
import { rankClasses } from '../../../../src/components/panel/classes/rank-classes.js';

test('lists the highest scores first, ties by index', () => {
  const ranked = rankClasses(Float32Array.of(0.25, 0.5, 0.125, 0.5), ['a', 'b', 'c'], 3);
  expect(ranked).toEqual([
    { index: 1, label: 'b', score: 0.5, share: 0.5 },
    { index: 3, label: 'class 3', score: 0.5, share: 0.5 },
    { index: 0, label: 'a', score: 0.25, share: 0.25 },
  ]);
});

test('turns logits into shares that sum to one', () => {
  const ranked = rankClasses(Float32Array.of(0, Math.log(3)), ['a', 'b'], 2);
  expect(ranked.map(({ label }) => label)).toEqual(['b', 'a']);
  expect(ranked[0].share).toBeCloseTo(0.75, 6);
  expect(ranked[1].share).toBeCloseTo(0.25, 6);
});
