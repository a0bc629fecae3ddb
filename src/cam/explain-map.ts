import type { CamMethod } from './cam-method.js';
import { countNonFinite } from './finite-tensors.js';
import type { CamMap, LayerTensors } from './layer-tensors.js';
import type { Selection } from './selection.js';

/** A method's map, and what must be said about it. */
export interface ExplainedMap {
  /** After the ReLU, before any normalisation: finite, not negative. */
  readonly map: CamMap;
  /** Before the ReLU: the maps of disjoint selections add up here. */
  readonly raw: CamMap;
  /** True when `map` is zero everywhere: the layer holds no evidence for the class. */
  readonly empty: boolean;
  /** Inputs that were NaN or infinite and counted as zero; not zero means that the model misbehaves. */
  readonly nonFinite: number;
}

/** Runs a method and finishes its map: ReLU, emptiness. Upsampling and normalisation come after it. */
export function explainMap(method: CamMethod, tensors: LayerTensors, selection?: Selection): ExplainedMap {
  const raw = method.map(tensors, selection);
  const map = rectify(raw);
  const nonFinite = countNonFinite(tensors.activations) + countNonFinite(tensors.gradients);
  return { map, raw, empty: isEmptyMap(map), nonFinite };
}

/** max(map, 0); NaN becomes zero. */
export function rectify({ data, width, height }: CamMap): CamMap {
  return { data: data.map((value) => (value > 0 ? value : 0)), width, height };
}

/** True when no cell is positive. */
export function isEmptyMap({ data }: CamMap): boolean {
  return !data.some((value) => value > 0);
}
