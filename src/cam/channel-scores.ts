import { SaliencyError } from '../errors.js';
import type { Rectangle } from '../geometry/rectangle.js';
import type { CamMap, ChannelScores, LayerTensors } from './layer-tensors.js';
import { normaliseMap } from './normalise-map.js';
import { resampleMap } from './resample-map.js';
import { resolveSelection, type Selection } from './selection.js';
import { sumOfChannels } from './weighted-sum.js';

/**
 * The pure parts of the methods that run the network once per channel instead of differentiating it. The runs
 * are the caller's; both end in {@link mapOfWeights}.
 */

/**
 * Score-CAM (arXiv 1910.01279): the input is multiplied by this mask, channel k upsampled to the input's size
 * and stretched to [0, 1]. A constant channel gives zeros, and so the score of the baseline.
 *
 * @param rect where the layer's cells lie in the input, in its pixels; default: they divide it evenly
 */
export function scoreCamMask(
  tensors: LayerTensors,
  channel: number,
  width: number,
  height: number,
  rect: Rectangle = { x: 0, y: 0, width, height },
): CamMap {
  const cells = tensors.width * tensors.height;
  const data = tensors.activations.slice(channel * cells, (channel + 1) * cells);
  const map = { data, width: tensors.width, height: tensors.height };
  const resized = resampleMap(map, rect, { x: 0, y: 0, width, height }, width, height);
  return normaliseMap(resized, 'min-max');
}

/**
 * Score-CAM: softmax over the channels' scores S(x masked by k) - S(baseline); the baseline cancels. A score that is
 * not finite gets no weight.
 */
export function scoreCamWeights(scores: readonly number[]): number[] {
  const highest = scores.filter(Number.isFinite).reduce((most, score) => Math.max(most, score), -Infinity);
  const powers = scores.map((score) => (Number.isFinite(score) ? Math.exp(score - highest) : 0));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => (sum > 0 ? power / sum : 0));
}

/** Ablation-CAM (WACV 2020): the activations with one channel set to zero. Only the head has to run. */
export function ablatedActivations(tensors: LayerTensors, channel: number): Float32Array {
  const cells = tensors.width * tensors.height;
  return tensors.activations.slice().fill(0, channel * cells, (channel + 1) * cells);
}

/**
 * Ablation-CAM: (S - S_k) / S. The division changes no map's shape for S > 0, and would turn it over for S < 0:
 * it is by |S|, and left out for S = 0.
 */
export function ablationWeights(score: number, ablatedScores: readonly number[]): number[] {
  const scale = Math.abs(score) || 1;
  return ablatedScores.map((ablated) => (score - ablated) / scale);
}

/**
 * A method's map from its weights: the sum runs over the channels that were scored and are selected. Weights that
 * are not finite count as zero.
 */
export function mapOfScores(
  weightsOf: (scored: ChannelScores) => readonly number[],
): (tensors: LayerTensors, selection?: Selection) => CamMap {
  return (tensors, selection = {}) => {
    const { channelScores } = tensors;
    if (!channelScores)
      throw new SaliencyError(
        'internal',
        'This method needs the scores of its channels: pass `channelScores`.',
      );
    const selected = new Set(resolveSelection(selection, tensors).channels);
    const weights = weightsOf(channelScores).map((weight) => (Number.isFinite(weight) ? weight : 0));
    const both = [...channelScores.channels.keys()].filter((i) => selected.has(channelScores.channels[i]));
    return mapOfWeights(
      tensors,
      both.map((i) => channelScores.channels[i]),
      both.map((i) => weights[i]),
      { region: selection.region },
    );
  };
}

/** sum over the listed channels of w_k A_k, before the ReLU; `weights` belong to `channels`, in order. */
export function mapOfWeights(
  tensors: LayerTensors,
  channels: readonly number[],
  weights: readonly number[],
  selection: Pick<Selection, 'region'> = {},
): CamMap {
  const byChannel = new Map(channels.map((channel, i) => [channel, weights[i]]));
  const cells = tensors.width * tensors.height;
  const withoutGradients = { ...tensors, gradients: tensors.activations };
  const sum = sumOfChannels((_, start) => byChannel.get(start / cells) ?? 0);
  return sum(withoutGradients, { ...selection, channels });
}
