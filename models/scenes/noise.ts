import { Random } from './random.js';

const CELLS = 256;

/** Value noise with octaves; a function of (u, v), mean about 0.5, range [0, 1]. */
export type Noise = (u: number, v: number) => number;

function lattice(random: Random): Float32Array {
  return Float32Array.from({ length: CELLS * CELLS }, () => random.next());
}

const smooth = (t: number) => t * t * (3 - 2 * t);

function sample(grid: Float32Array, x: number, y: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = smooth(x - x0);
  const fy = smooth(y - y0);
  const column = x0 & (CELLS - 1);
  const right = (x0 + 1) & (CELLS - 1);
  const row = (y0 & (CELLS - 1)) * CELLS;
  const below = ((y0 + 1) & (CELLS - 1)) * CELLS;
  const top = grid[row + column]! * (1 - fx) + grid[row + right]! * fx;
  const bottom = grid[below + column]! * (1 - fx) + grid[below + right]! * fx;
  return top * (1 - fy) + bottom * fy;
}

/** One lattice serves all scenes of a page: which part of it a noise reads is what differs. */
let shared: Float32Array | undefined;

/** `frequencyX` and `frequencyY` are in cells a unit; unequal ones stretch the noise into a grain. */
export function noise(random: Random, frequencyX: number, frequencyY: number, octaves: number): Noise {
  shared ??= lattice(new Random(1));
  const grid = shared;
  const offsetX = random.range(0, CELLS);
  const offsetY = random.range(0, CELLS);
  return (u, v) => {
    let sum = 0;
    let weight = 0.5;
    let total = 0;
    let x = u * frequencyX;
    let y = v * frequencyY;
    for (let octave = 0; octave < octaves; octave++) {
      sum += weight * sample(grid, x + offsetX + octave * 17.3, y + offsetY + octave * 31.7);
      total += weight;
      weight *= 0.5;
      x *= 2;
      y *= 2;
    }
    return sum / total;
  };
}
