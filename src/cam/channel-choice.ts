import { SaliencyError } from '../errors.js';
import type { MeritName } from './channel-ranking.js';
import { rankChannels } from './channel-ranking.js';
import type { LayerTensors } from './layer-tensors.js';

/** Feature maps by their indices and ranges (first and last, both included), or the k strongest for the question. */
export type ChannelChoice =
  readonly (number | readonly [first: number, last: number])[] | { readonly strongest: number };

/** True for a choice that means the same at every layer. */
export function isRanked(choice: ChannelChoice): choice is { readonly strongest: number } {
  return 'strongest' in choice;
}

/**
 * The channels that a choice means, for `Selection.channels`.
 *
 * @param merit what makes a channel strong; see `CHANNEL_MERITS`
 * @throws SaliencyError `bad-option` for a range that runs backwards, or a number of channels below 1
 */
export function chooseChannels(choice: ChannelChoice, tensors: LayerTensors, merit: MeritName): number[] {
  if (!isRanked(choice)) return choice.flatMap((part) => (typeof part === 'number' ? [part] : spread(part)));
  const { strongest } = choice;
  if (Number.isInteger(strongest) && strongest >= 1) return rankChannels(tensors, strongest, merit);
  throw new SaliencyError(
    'bad-option',
    `${strongest} is no number of channels; give a whole number from 1 as \`strongest\`.`,
  );
}

function spread([first, last]: readonly [number, number]): number[] {
  if (Number.isInteger(first) && Number.isInteger(last) && first <= last)
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  throw new SaliencyError(
    'bad-option',
    `[${first}, ${last}] is no range of channels; give its first and its last index.`,
  );
}
