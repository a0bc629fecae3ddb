import { expect, test } from 'vitest';
import { chooseChannels, type ChannelChoice } from '../../src/cam/channel-choice.js';
import { layerTensors } from './reference/tensors.js';

// sum g A = -2, 6, -3; variances 1, 0, 0.25
const tensors = layerTensors([[[1, 3]], [[2, 2]], [[0, 1]]], [[[1, -1]], [[2, 1]], [[0, -3]]]);

test.each<[string, ChannelChoice, number[]]>([
  ['indices', [2, 0], [2, 0]],
  ['a range', [[0, 2]], [0, 1, 2]],
  ['a range of one', [[1, 1]], [1]],
  ['ranges and indices', [2, [0, 1]], [2, 0, 1]],
  ['the strongest', { strongest: 2 }, [1, 2]],
  ['more than there are', { strongest: 9 }, [1, 2, 0]],
  ['what is listed twice', [1, [0, 1]], [1, 0]],
  ['none', [], []],
])('%s', (_, choice, expected) => {
  expect(chooseChannels(choice, tensors, 'contribution')).toEqual(expected);
});

test('the strongest without gradients', () => {
  expect(chooseChannels({ strongest: 2 }, tensors, 'variance')).toEqual([0, 2]);
});

test.each<[unknown, RegExp]>([
  [[[2, 1]], /not a range of channels/],
  [[[0.5, 1]], /not a range of channels/],
  [[[0, 1, 2]], /not a range of channels/],
  [[[0, 3]], /no channel 3.*0 to 2/],
  [[-1], /no channel -1/],
  [[1.5], /no channel 1.5/],
  [['1'], /no channel 1/],
  [{ strongest: 0 }, /not a number of channels/],
  [{ strongest: 1.5 }, /not a number of channels/],
  [{}, /not a number of channels/],
  ['all', /channels is all/],
  [null, /channels is null/],
])('%j is a mistake', (choice, message) => {
  const choose = (): number[] => chooseChannels(choice as ChannelChoice, tensors, 'mass');
  expect(choose).toThrow(message);
  expect(choose).toThrow(expect.objectContaining({ code: 'bad-option' }));
});
