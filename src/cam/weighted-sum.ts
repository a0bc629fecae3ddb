import { checkShape, finiteTensors } from './finite-tensors.js';
import type { CamMap, LayerTensors } from './layer-tensors.js';
import { resolveSelection, type Selection } from './selection.js';

/** One channel's weight; its values lie in `[start, end)` of every tensor. Sums in float64. */
export type ChannelWeight = (tensors: LayerTensors, start: number, end: number) => number;

/** One neuron's share of the map, from its gradient and its activation. */
export type NeuronTerm = (gradient: number, activation: number) => number;

const LARGEST = 3.4028234663852886e38;

/** sum over k of w_k A_k(i, j). */
export function sumOfChannels(
  weight: ChannelWeight,
): (tensors: LayerTensors, selection?: Selection) => CamMap {
  return (raw, selection = {}) => {
    const { channels, region } = resolveSelection(selection, raw);
    const tensors = contributingTensors(raw, selection);
    const { activations, height, width } = tensors;
    const cells = height * width;
    const sum = new Float64Array(cells);
    for (const channel of channels) {
      const start = channel * cells;
      const w = weight(tensors, start, start + cells);
      if (w === 0) continue;
      for (let cell = 0; cell < cells; cell++) sum[cell] += w * activations[start + cell];
    }
    return toMap(sum, region, height, width);
  };
}

/** sum over k of term(g_k(i, j), A_k(i, j)). */
export function sumOfNeurons(term: NeuronTerm): (tensors: LayerTensors, selection?: Selection) => CamMap {
  return (raw, selection = {}) => {
    const { channels, region } = resolveSelection(selection, raw);
    const { activations, gradients, height, width } = contributingTensors(raw, selection);
    const cells = height * width;
    const sum = new Float64Array(cells);
    for (const channel of channels) {
      const start = channel * cells;
      for (let cell = 0; cell < cells; cell++)
        sum[cell] += term(gradients[start + cell], activations[start + cell]);
    }
    return toMap(sum, region, height, width);
  };
}

/**
 * max over k of value(k, i, j), which must not be negative. Parts of the layer's cells add up; channels do not, as a
 * maximum is not a sum.
 */
export function largestOfChannels(
  value: (tensors: LayerTensors, i: number) => number,
): (tensors: LayerTensors, selection?: Selection) => CamMap {
  return (raw, selection = {}) => {
    const { channels, region } = resolveSelection(selection, raw);
    const tensors = contributingTensors(raw, selection);
    const cells = tensors.height * tensors.width;
    const largest = new Float64Array(cells);
    for (const channel of channels) {
      const start = channel * cells;
      for (let cell = 0; cell < cells; cell++)
        largest[cell] = Math.max(largest[cell], value(tensors, start + cell));
    }
    return toMap(largest, region, tensors.height, tensors.width);
  };
}

/** Float64 sums as a map: zero outside the region, saturated at the range of float32. */
export function toMap(
  sum: Float64Array,
  region: Uint8Array | undefined,
  height: number,
  width: number,
): CamMap {
  const data = new Float32Array(sum.length);
  for (let cell = 0; cell < sum.length; cell++) {
    if (region && region[cell] === 0) continue;
    data[cell] = Math.min(LARGEST, Math.max(-LARGEST, sum[cell]));
  }
  return { data, width, height };
}

function contributingTensors(raw: LayerTensors, { region, weightsFrom }: Selection): LayerTensors {
  checkShape(raw, true);
  const tensors = finiteTensors(raw);
  if (!region || weightsFrom !== 'region') return tensors;
  const silence = <T extends Float32Array | Float64Array>(values: T): T =>
    values.map((value, i) => (region[i % region.length] === 0 ? 0 : value)) as T;
  const { gradients, derivatives } = tensors;
  return {
    ...tensors,
    gradients: silence(gradients),
    derivatives: derivatives && {
      ...derivatives,
      first: silence(derivatives.first),
      second: silence(derivatives.second),
      third: silence(derivatives.third),
    },
  };
}
