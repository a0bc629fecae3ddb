import { expect, test } from 'vitest';
import { fromHalf, toHalf } from '../../../src/onnx/graph/half.js';

test.each([
  ['zero', 0, 0x0000],
  ['minus zero', -0, 0x8000],
  ['one', 1, 0x3c00],
  ['minus two', -2, 0xc000],
  ['a third', 1 / 3, 0x3555],
  ['the largest', 65504, 0x7bff],
  ['a little more than the largest', 65519, 0x7bff],
  ['half a step more than the largest: to even', 65520, 0x7c00],
  ['far more than the largest', -1e6, 0xfc00],
  ['infinity', Infinity, 0x7c00],
  ['the smallest normal', 2 ** -14, 0x0400],
  ['the smallest', 2 ** -24, 0x0001],
  ['half the smallest: to even', 2 ** -25, 0x0000],
  ['more than half the smallest', 2 ** -25 * 1.5, 0x0001],
  ['nothing at all', 1e-10, 0x0000],
  ['a tie, down to even', 1 + 2 ** -11, 0x3c00],
  ['a tie, up to even', 1 + 3 * 2 ** -11, 0x3c02],
  ['a carry into the exponent', 2 - 2 ** -12, 0x4000],
])('%s', (_, value, bits) => {
  expect(toHalf(value)).toBe(bits);
});

test('every number of binary16 comes back as itself', () => {
  const wrong: number[] = [];
  for (let bits = 0; bits < 0x10000; bits++) {
    const value = fromHalf(bits);
    if (Number.isFinite(value) && toHalf(value) !== bits) wrong.push(bits);
  }
  expect(wrong).toEqual([]);
});

test('what is not a number stays so', () => {
  expect(fromHalf(toHalf(NaN))).toBeNaN();
});
