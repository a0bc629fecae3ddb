import { expect, test } from 'vitest';
import { ChannelSwitches } from '../../../src/components/panel/channel-switches.js';

/** Eight maps, of which 6, 2 and 5 are the strongest. */
const RANKED = [6, 2, 5];
const switches = (choice: ConstructorParameters<typeof ChannelSwitches>[0]): ChannelSwitches =>
  new ChannelSwitches(choice, 8, RANKED);

test.each([
  [undefined, [0, 1, 2, 3, 4, 5, 6, 7]],
  [[], []],
  [
    [1, [4, 6]],
    [1, 4, 5, 6],
  ],
  [[[6, 99]], [6, 7]],
  [{ strongest: 2 }, [2, 6]],
] as const)('%j switches on %j', (choice, expected) => {
  const all = switches(choice);
  expect([0, 1, 2, 3, 4, 5, 6, 7].filter((channel) => all.isOn(channel))).toEqual(expected);
  expect(all.size).toBe(expected.length);
});

test('one map off leaves ranges, and on again no choice at all', () => {
  expect(switches(undefined).toggle(3)).toEqual([
    [0, 2],
    [4, 7],
  ]);
  expect(
    switches([
      [0, 2],
      [4, 7],
    ]).toggle(3),
  ).toBeUndefined();
  expect(switches([3]).toggle(3)).toEqual([]);
});

test('only some of them', () => {
  expect(switches(undefined).only([5])).toEqual([5]);
  expect(switches({ strongest: 3 }).only([2, 6])).toEqual([2, 6]);
});

test('the maps that are not listed are switched together', () => {
  const some = switches([1, 2]);
  expect(some.othersOn(RANKED)).toBe(1);
  expect(some.setOthers(RANKED, false)).toEqual([2]);
  expect(some.setOthers(RANKED, true)).toEqual([[0, 4], 7]);
  expect(switches(undefined).othersOn(RANKED)).toBe(5);
});
