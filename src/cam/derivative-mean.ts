import { SaliencyError } from '../errors.js';
import type { DerivativeMeans } from './layer-tensors.js';

/** Gathers the gradients of noisy inputs for Smooth Grad-CAM++. */
export interface DerivativeMean {
  /** Adds one sample's gradients, [channels, height, width]; values that are not finite count as zero. */
  add(gradients: Float32Array): void;
  /** The means so far, as live views: copy them to keep them across the next `add`. */
  means(): DerivativeMeans;
}

/**
 * Running means of g, g^2, g^3 in float64 (g^3 of a small float32 gradient underflows in float32).
 * mean += (x - mean) / n leaves the mean of identical samples exactly at x.
 */
export function createDerivativeMean(): DerivativeMean {
  let samples = 0;
  let first = new Float64Array();
  let second = new Float64Array();
  let third = new Float64Array();

  return {
    add(gradients) {
      if (samples === 0) {
        first = new Float64Array(gradients.length);
        second = new Float64Array(gradients.length);
        third = new Float64Array(gradients.length);
      }
      if (gradients.length !== first.length) {
        throw new SaliencyError(
          'internal',
          `A sample has ${gradients.length} gradients, the ones before it ${first.length}; start a new mean per layer.`,
        );
      }
      samples++;
      for (let i = 0; i < first.length; i++) {
        const value = gradients[i];
        const g = Number.isFinite(value) ? value : 0;
        const square = g * g;
        first[i] += (g - first[i]) / samples;
        second[i] += (square - second[i]) / samples;
        third[i] += (square * g - third[i]) / samples;
      }
    },
    means: () => ({ first, second, third }),
  };
}
