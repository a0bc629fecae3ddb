import type { CamMap, LayerTensors } from './layer-tensors.js';
import { normaliseMap } from './normalise-map.js';
import { resizeBilinear } from './resize-bilinear.js';
import type { Selection } from './selection.js';
import { sumOfChannels } from './weighted-sum.js';

/**
 * The pure parts of the methods that run the network once per channel instead of differentiating it. The runs
 * are the caller's; both end in {@link mapOfWeights}.
 */

/**
 * Score-CAM (arXiv 1910.01279): the input is multiplied by this mask, channel k upsampled to the input's size
 * and stretched to [0, 1]. A constant channel gives zeros: it tells nothing apart, so it needs no run.
 */
export function scoreCamMask(tensors: LayerTensors, channel: number, width: number, height: number): CamMap {
  const cells = tensors.width * tensors.height;
  const data = tensors.activations.slice(channel * cells, (channel + 1) * cells);
  const resized = resizeBilinear({ data, width: tensors.width, height: tensors.height }, width, height);
  return normaliseMap(resized, { normalisation: 'min-max' });
}

/** Score-CAM: softmax over the channels' scores S(x masked by k) - S(baseline); the baseline cancels. */
export function scoreCamWeights(scores: readonly number[]): number[] {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
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
