import { SaliencyError } from '../errors.js';
import type { LayerTensors } from './layer-tensors.js';

/**
 * Which neurons of the layer contribute. A map is a sum of terms, one per neuron (k, i, j); for Grad-CAM
 * the term w_k A_k(i,j) at cell (i, j). A selection keeps some of these terms and drops the others:
 *
 * - `channels` restricts the sum over k that makes the map. It restricts no other sum: each w_k is
 *   computed within its own channel.
 * - `region` restricts the cells (i, j) at which the map is not zero. The sums over space inside w_k, the
 *   number of cells N in a mean, and sum(A) run over the whole layer, unless `weightsFrom` is `'region'`.
 *
 * So maps of disjoint selections that cover the layer add up to the full map, before the ReLU and not
 * after it. Exceptions: the `eigen-` methods, which are not sums of terms, and over channels the methods that take
 * a maximum (`gradient`, `smooth-grad`).
 */
export interface Selection {
  /** Channel indices, in any order; repeated ones count once. Absent: all. Empty: none, an empty map. */
  readonly channels?: readonly number[];
  /** One byte per cell, row-major [height, width]; not zero: the neurons of this cell contribute. */
  readonly region?: Uint8Array;
  /**
   * `'layer'` (default): weights are those of the full layer. `'region'`: gradients outside the region count
   * as zero in every weight as well (N and sum(A) still span the layer), so that a channel counts only as far
   * as the region's neurons support the class. Regions then no longer add up; channels still do.
   */
  readonly weightsFrom?: 'layer' | 'region';
}

/** A selection checked against a layer: which channels to sum, and where the map may be non-zero. */
export interface ResolvedSelection {
  readonly channels: Iterable<number>;
  readonly region: Uint8Array | undefined;
}

/** @throws SaliencyError `bad-option` for a channel or a region that the layer does not have. */
export function resolveSelection(
  selection: Selection,
  { channels, height, width }: Pick<LayerTensors, 'channels' | 'height' | 'width'>,
): ResolvedSelection {
  const { region } = selection;
  if (region && region.length !== height * width) {
    throw new SaliencyError(
      'bad-option',
      `The region has ${region.length} cells, but the layer is ${height} x ${width}; pass one byte per cell.`,
    );
  }
  return { channels: resolveChannels(selection.channels, channels), region };
}

/** @throws SaliencyError `bad-option` for what is not a channel of a layer that has so many */
export function checkChannel(channel: number, count: number): void {
  if (Number.isInteger(channel) && channel >= 0 && channel < count) return;
  throw new SaliencyError(
    'bad-option',
    `The layer has no channel ${channel}; choose whole numbers from 0 to ${count - 1}.`,
  );
}

function resolveChannels(selected: readonly number[] | undefined, count: number): Iterable<number> {
  if (!selected) return Array(count).keys();
  for (const channel of selected) checkChannel(channel, count);
  return [...new Set(selected)].sort((a, b) => a - b);
}
