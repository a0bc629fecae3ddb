import { finiteTensors } from './finite-tensors.js';
import type { LayerTensors } from './layer-tensors.js';

/** What makes a channel strong. Values lie in `[start, end)` of every tensor. */
type ChannelMerit = (tensors: LayerTensors, start: number, end: number) => number;

/** sum of g A: what a channel would add to the score if the head were linear. */
export function contributionOf({ activations, gradients }: LayerTensors, start: number, end: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += gradients[i] * activations[i];
  return sum;
}

/**
 * `contribution`: the magnitude of {@link contributionOf}. `variance`: of A,
 * for methods without gradients (Faster-Score-CAM). `mass`: sum of |A|.
 */
export const CHANNEL_MERITS = {
  contribution: (tensors, start, end) => Math.abs(contributionOf(tensors, start, end)),
  variance: ({ activations }, start, end) => {
    let sum = 0;
    let squares = 0;
    for (let i = start; i < end; i++) {
      sum += activations[i];
      squares += activations[i] ** 2;
    }
    const cells = end - start;
    return squares / cells - (sum / cells) ** 2;
  },
  mass: ({ activations }, start, end) => {
    let sum = 0;
    for (let i = start; i < end; i++) sum += Math.abs(activations[i]);
    return sum;
  },
} as const satisfies Readonly<Record<string, ChannelMerit>>;

export type MeritName = keyof typeof CHANNEL_MERITS;

/** The `count` best channels, best first; of equals, the lower index first. */
export function rankChannels(raw: LayerTensors, count: number, merit: MeritName): number[] {
  const tensors = finiteTensors(raw);
  const cells = tensors.height * tensors.width;
  const merits = Array.from({ length: tensors.channels }, (_, channel) =>
    CHANNEL_MERITS[merit](tensors, channel * cells, (channel + 1) * cells),
  );
  return [...merits.keys()].sort((a, b) => merits[b] - merits[a] || a - b).slice(0, count);
}
