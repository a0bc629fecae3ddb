import { expect, test } from 'vitest';
import {
  channelsConverter,
  regionConverter,
  versusConverter,
} from '../../../src/components/overlay/attribute-converters.js';

test.each([
  ['0-4, 17', [[0, 4], 17]],
  ['3 1 2', [3, 1, 2]],
  ['strongest 5', { strongest: 5 }],
  ['none', []],
  ['', undefined],
  ['every', undefined],
  [null, undefined],
])('channels="%s" means %j', (value, expected) => {
  expect(channelsConverter.fromAttribute!(value)).toEqual(expected);
});

test.each([
  [[[0, 4], 17], '0-4, 17'],
  [[3, 1, 2, 2, 9], '1-3, 9'],
  [
    [
      [5, 8],
      [2, 6],
    ],
    '2-8',
  ],
  [{ strongest: 5 }, 'strongest 5'],
  [[], 'none'],
  [undefined, null],
] as const)('channels %j are written as %s', (choice, expected) => {
  expect(channelsConverter.toAttribute!(choice)).toBe(expected);
});

test('a region and a contrast survive the way through their attributes', () => {
  const region = { x: 1.5, y: 0, width: 20, height: 3 };
  expect(regionConverter.fromAttribute!(regionConverter.toAttribute!(region) as string)).toEqual(region);
  expect(regionConverter.toAttribute!(undefined)).toBeNull();
  expect(regionConverter.fromAttribute!('1, 2, 3')).toBeUndefined();
  expect(versusConverter.fromAttribute!('7')).toBe(7);
  expect(versusConverter.fromAttribute!('hex nut')).toBe('hex nut');
  expect(versusConverter.fromAttribute!('')).toBeUndefined();
  expect(versusConverter.toAttribute!(0)).toBe('0');
});
