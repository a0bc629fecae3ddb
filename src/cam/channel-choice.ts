import { SaliencyError } from '../errors.js';
import { rankChannels, type MeritName } from './channel-ranking.js';
import type { LayerTensors } from './layer-tensors.js';
import { checkChannel } from './selection.js';

/** Feature maps by their indices and ranges (first and last, both included), or the k strongest for the question. */
export type ChannelChoice =
  readonly (number | readonly [first: number, last: number])[] | { readonly strongest: number };

/** True for a choice that means the same at every layer. */
export function isRanked(choice: ChannelChoice): choice is { readonly strongest: number } {
  return !Array.isArray(choice);
}

/**
 * Makes sure that a choice means something at a layer of so many channels. Choices come from pages, so they may be
 * anything.
 *
 * @throws SaliencyError `bad-option` for what is not a choice, and for channels that the layer does not have
 */
export function checkChannels(choice: ChannelChoice, count: number): void {
  if (typeof choice !== 'object' || choice === null) {
    throw new SaliencyError(
      'bad-option',
      `channels is ${String(choice)}; give a list such as [0, [4, 7]], or { strongest: k }.`,
    );
  }
  if (isRanked(choice)) return checkStrongest(choice.strongest);
  for (const part of choice) {
    if (Array.isArray(part)) checkRange(part, count);
    else checkChannel(part as number, count);
  }
}

/**
 * The channels that a choice means, each once, for `Selection.channels`. More than there are are all of them.
 *
 * @param merit what makes a channel strong; see `CHANNEL_MERITS`
 * @throws SaliencyError `bad-option` as {@link checkChannels}
 */
export function chooseChannels(choice: ChannelChoice, tensors: LayerTensors, merit: MeritName): number[] {
  checkChannels(choice, tensors.channels);
  if (isRanked(choice)) return rankChannels(tensors, choice.strongest, merit);
  return [...new Set(choice.flatMap((part) => (typeof part === 'number' ? [part] : spread(part))))];
}

function spread([first, last]: readonly [number, number]): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function checkStrongest(strongest: number): void {
  if (Number.isInteger(strongest) && strongest >= 1) return;
  throw new SaliencyError(
    'bad-option',
    `strongest is ${strongest}, which is not a number of channels; give a whole number from 1.`,
  );
}

function checkRange(range: readonly unknown[], count: number): void {
  const [first, last] = range as readonly number[];
  if (range.length !== 2 || !Number.isInteger(first) || !Number.isInteger(last) || first > last) {
    throw new SaliencyError(
      'bad-option',
      `[${range.join(', ')}] is not a range of channels; give its first and its last index.`,
    );
  }
  checkChannel(first, count);
  checkChannel(last, count);
}
