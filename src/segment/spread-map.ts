import type { CamMap } from '../cam/layer-tensors.js';

/** How alike the cells of one image are: each row adds up to 1. */
export interface Affinity {
  readonly cells: number;
  /** [cells, cells] */
  readonly weights: Float32Array;
}

export interface AffinityOptions {
  /** The higher, the less unlike cells share; default 4. */
  readonly power?: number;
}

/**
 * The affinity of an image's cells: max(0, cosine of their features)^power, rows divided by their sums. One for all
 * maps of the image.
 *
 * @param features [cells, dimensions], standardised, so that the mean of the images seen is the origin
 */
export function affinityOf(
  features: Float32Array,
  dimensions: number,
  { power = 4 }: AffinityOptions = {},
): Affinity {
  const cells = features.length / dimensions;
  const units = unitRows(features, dimensions);
  const weights = new Float32Array(cells * cells);
  for (let a = 0; a < cells; a++) {
    for (let b = 0; b <= a; b++) {
      let product = 0;
      for (let i = a * dimensions, j = b * dimensions, end = i + dimensions; i < end; i++, j++)
        product += units[i] * units[j];
      weights[a * cells + b] = weights[b * cells + a] = Math.max(0, product) ** power;
    }
  }
  for (let a = 0; a < cells; a++) {
    const row = weights.subarray(a * cells, (a + 1) * cells);
    const sum = row.reduce((total, value) => total + value, 0);
    // A cell without features is like nothing, and keeps what it has.
    if (sum === 0) row[a] = 1;
    else for (let b = 0; b < cells; b++) row[b] /= sum;
  }
  return { cells, weights };
}

/**
 * A map spread along the features: every cell takes the mean of the cells like it. The least of the result is taken off,
 * which all cells have in common; the largest is 1, or everything 0 for a map that is the same everywhere.
 */
export function spreadMap({ data, width, height }: CamMap, { cells, weights }: Affinity): CamMap {
  const spread = new Float32Array(cells);
  for (let a = 0; a < cells; a++) {
    let sum = 0;
    for (let b = 0, i = a * cells; b < cells; b++, i++) {
      if (Number.isFinite(data[b])) sum += weights[i] * data[b];
    }
    spread[a] = sum;
  }
  const least = spread.reduce((low, value) => Math.min(low, value), Infinity);
  const range = spread.reduce((high, value) => Math.max(high, value), -Infinity) - least;
  return {
    data: spread.map((value) => (range > 1e-12 ? (value - least) / range : 0)),
    width,
    height,
  };
}

function unitRows(features: Float32Array, dimensions: number): Float32Array {
  const units = new Float32Array(features.length);
  for (let start = 0; start < features.length; start += dimensions) {
    const row = features.subarray(start, start + dimensions);
    const length = Math.hypot(...row);
    if (!(length > 0) || !Number.isFinite(length)) continue;
    for (let i = 0; i < dimensions; i++) units[start + i] = row[i] / length;
  }
  return units;
}
