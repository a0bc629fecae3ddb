import type { CamMap } from '../../cam/layer-tensors.js';
import type { Likeness } from './feature-likeness.js';

export interface SpreadOptions {
  /** The higher, the less unlike cells share. Default 4. */
  readonly power?: number;
  /** How far cells share, as a share of the longer side: weights fall with exp(-distance^2 / (2 reach^2)). Default: anywhere. */
  readonly reach?: number;
}

/**
 * A map spread along the features of its own cells, so that it covers the object and not only its telling part: every
 * cell takes the mean of the cells like it, weighted by max(0, cosine)^power. The least of the result is taken off,
 * which all cells have in common; the largest is 1, or everything 0 for a map that is the same everywhere.
 *
 * @param map on the likeness's grid; values that are not finite count as zero
 */
export function spreadMap(
  { data, width, height }: CamMap,
  { cosines }: Likeness,
  { power = 4, reach = Infinity }: SpreadOptions = {},
): CamMap {
  const cells = width * height;
  const raise = powerOf(power);
  const near = nearness(width, height, reach);
  const spread = new Float32Array(cells);
  for (let a = 0; a < cells; a++) {
    const column = a % width;
    const row = (a - column) / width;
    let total = 0;
    let sum = 0;
    for (let b = 0; b < cells; b++) {
      const across = Math.abs((b % width) - column);
      const down = Math.abs(Math.floor(b / width) - row);
      const weight = raise(cosines[a * cells + b]) * near[across] * near[down];
      total += weight;
      if (Number.isFinite(data[b])) sum += weight * data[b];
    }
    // A cell without features is like nothing, and keeps what it has.
    spread[a] = total > 0 ? sum / total : Number.isFinite(data[a]) ? data[a] : 0;
  }
  return { data: scaled(spread), width, height };
}

/** Whole powers of two by squaring: there are half a million cosines. */
function powerOf(power: number): (value: number) => number {
  if (power === 2) return (value) => value * value;
  if (power === 4) return (value) => (value * value) ** 2;
  return (value) => value ** power;
}

/** By the distance along one axis, in cells. */
function nearness(width: number, height: number, reach: number): Float64Array {
  const side = Math.max(width, height);
  const far = reach * side;
  return Float64Array.from({ length: side }, (_, distance) =>
    Number.isFinite(far) ? Math.exp(-(distance ** 2) / (2 * far ** 2)) : 1,
  );
}

function scaled(values: Float32Array): Float32Array {
  const least = values.reduce((low, value) => Math.min(low, value), Infinity);
  const range = values.reduce((high, value) => Math.max(high, value), -Infinity) - least;
  return values.map((value) => (range > 1e-12 ? (value - least) / range : 0));
}
