import { expect, test } from 'vitest';
import { presentClasses } from '../../src/models/present-classes.js';

const probabilities = (...scores: number[]) => ({ scores: Float32Array.from(scores), isProbability: true });

test('classes by themselves are there from a threshold on, the strongest first', () => {
  expect(presentClasses(probabilities(0.5, 0.2, 0.9, 0.49), false)).toEqual([2, 0]);
  expect(presentClasses(probabilities(0.1, 0.2), false)).toEqual([]);
});

test.each([
  ['a sure one stands alone', [0.9, 0.05, 0.05], [0]],
  ['two that share the belief are both there', [0.1, 0.4, 0.35, 0.15], [1, 2]],
  ['a weak second is not', [0.4, 0.15, 0.15, 0.15, 0.15], [0]],
  ['no more than three of an even field', Array.from({ length: 10 }, () => 0.1), [0, 1, 2]],
])('of classes that exclude each other: %s', (_name, scores, present) => {
  expect(presentClasses(probabilities(...scores), true)).toEqual(present);
});

test('numbers that are no probabilities say nothing', () => {
  expect(presentClasses({ scores: Float32Array.of(40, 2), isProbability: false }, true)).toEqual([]);
});
