import { describe, expect, test } from 'vitest';
import type { ChannelChoice } from '../../../../src/cam/channel-choice.js';
import {
  ChannelSwitches,
  leavesMapsOut,
} from '../../../../src/components/panel/features/channel-switches.js';

/** Eight maps, the strongest first, of which three are listed. */
const RANKING = [6, 2, 5, 0, 7, 1, 4, 3];
const LISTED = RANKING.slice(0, 3);
const MAPS = [0, 1, 2, 3, 4, 5, 6, 7];
const switches = (choice: ChannelChoice | undefined, standard?: ChannelChoice): ChannelSwitches =>
  new ChannelSwitches(choice, RANKING, standard);
const on = (all: ChannelSwitches): number[] => MAPS.filter((channel) => all.isOn(channel));

test.each<[ChannelChoice | undefined, readonly number[]]>([
  [undefined, MAPS],
  [[], []],
  [
    [1, [4, 6]],
    [1, 4, 5, 6],
  ],
  [[[6, 99]], [6, 7]],
  [{ strongest: 2 }, [2, 6]],
  [{ strongest: 5 }, [0, 2, 5, 6, 7]],
  [{ strongest: 8 }, MAPS],
  [{ strongest: 20 }, MAPS],
])('%j switches on %j', (choice, expected) => {
  const all = switches(choice);
  expect(on(all)).toEqual(expected);
  expect(all.size).toBe(expected.length);
  expect(leavesMapsOut(choice, 8)).toBe(expected.length < 8);
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
  expect(some.othersOn(LISTED)).toBe(1);
  expect(some.setOthers(LISTED, false)).toEqual([2]);
  expect(some.setOthers(LISTED, true)).toEqual([[0, 4], 7]);
  expect(switches(undefined).othersOn(LISTED)).toBe(5);
});

test('more of the strongest than are listed: those beyond are among the others', () => {
  const five = switches({ strongest: 5 });
  expect(LISTED.every((channel) => five.isOn(channel))).toBe(true);
  expect(five.othersOn(LISTED)).toBe(2);
  expect(five.toggle(6)).toEqual([0, 2, 5, 7]);
  expect(five.setOthers(LISTED, false)).toEqual([2, 5, 6]);
});

describe('a method that takes the four strongest unless told otherwise', () => {
  const standard = { strongest: 4 };

  test('has these on', () => {
    expect(on(switches(undefined, standard))).toEqual([0, 2, 5, 6]);
    expect(switches(undefined, { strongest: 9 }).size).toBe(8);
  });

  test('is told so of all maps, and of none once they are those four', () => {
    expect(switches(undefined, standard).all()).toEqual([[0, 7]]);
    expect(switches([2, 5, 6], standard).toggle(0)).toBeUndefined();
    expect(switches([1, 2, 5], standard).toggle(0)).toEqual([[0, 2], 5]);
  });
});
