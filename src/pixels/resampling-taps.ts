import type { ResamplingFilter } from './resampling-filters.js';

/** One axis of a picture that is resized. */
export interface ResizedAxis {
  /** Whole pixels that there are. */
  readonly pixels: number;
  /** How many of them are the picture: a fraction less where a reduction's last cell is only in part. */
  readonly extent: number;
  /** Pixels of the whole picture once it is resized. */
  readonly resized: number;
  /** Of those, the ones that are wanted. */
  readonly from: number;
  readonly to: number;
}

/** Which source pixels each wanted pixel is the weighted sum of. */
export interface ResamplingTaps {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  /** `stride` for each wanted pixel, of which `count` are used, in units of 2 ** -PRECISION. */
  readonly weights: Int32Array;
  readonly stride: number;
}

/** Bits of a weight after the point: 8 of the pixel, 22 and the sign fill 32, with one spare for overshoot. */
export const PRECISION = 22;

/**
 * PIL's `precompute_coeffs` and `normalize_coeffs_8bpc` (`src/libImaging/Resample.c`), to the last bit: the filter is
 * as wide as the picture is reduced, which is what antialiases.
 */
export function resamplingTaps(axis: ResizedAxis, filter: ResamplingFilter): ResamplingTaps {
  const { pixels, extent, resized, from, to } = axis;
  const scale = extent / resized;
  const widening = Math.max(1, scale);
  const support = filter.support * widening;
  const stride = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(to - from);
  const counts = new Int32Array(to - from);
  const weights = new Int32Array((to - from) * stride);
  const unscaled = new Float64Array(stride);
  for (let i = 0; i < to - from; i++) {
    const centre = (from + i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(pixels, Math.trunc(centre + support + 0.5));
    let sum = 0;
    for (let k = 0; k < end - start; k++) {
      // A factor, as in PIL: the quotient can differ in the last bit.
      unscaled[k] = filter.weight(Math.abs((k + start - centre + 0.5) * (1 / widening)));
      sum += unscaled[k];
    }
    for (let k = 0; k < end - start; k++) weights[i * stride + k] = fixedPoint(unscaled[k] / sum);
    starts[i] = start;
    counts[i] = end - start;
  }
  return { starts, counts, weights, stride };
}

/** Rounded half away from zero. */
function fixedPoint(weight: number): number {
  return Math.trunc(weight * 2 ** PRECISION + (weight < 0 ? -0.5 : 0.5));
}

/** The source pixels that any of the wanted ones needs. */
export function tapRange({ starts, counts }: ResamplingTaps): { readonly from: number; readonly to: number } {
  const last = starts.length - 1;
  return { from: starts[0], to: starts[last] + counts[last] };
}
