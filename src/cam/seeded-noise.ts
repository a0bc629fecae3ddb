import { normalQuantile } from './normal-quantile.js';

/** Uniform 32-bit numbers. */
export type RandomBits = () => number;

/**
 * sfc32 (Chris Doty-Humphrey, PractRand 0.9x, public domain): 128 bits of state, a counter in it, so that no seed
 * has a short period. Only additions, shifts and exclusive-ors: the same on every machine.
 *
 * @param seed any number; its lower 32 bits count
 * @param stream different streams of one seed are independent
 */
export function createRandomBits(seed: number, stream = 0): RandomBits {
  let [a, b, c, counter] = [0x9e3779b9, stream | 0, seed | 0, 1];
  const next: RandomBits = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  // PractRand's own seeding runs it this often before the first number.
  for (let i = 0; i < 15; i++) next();
  return next;
}

/** The middle of one of 2^32 equal parts of (0, 1): never 0 and never 1. */
export function uniform(bits: RandomBits): number {
  return (bits() + 0.5) / 4294967296;
}

export interface NoiseOptions {
  readonly seed: number;
  /** Which of the seed's samples: each has its own stream, so that more samples begin with the same ones. */
  readonly sample: number;
  readonly sigma: number;
}

/** Fills `target` with independent values of N(0, sigma^2): the same options give the same bits on every machine. */
export function fillNoise(target: Float32Array, { seed, sample, sigma }: NoiseOptions): void {
  const bits = createRandomBits(seed, sample);
  for (let i = 0; i < target.length; i++) target[i] = sigma * normalQuantile(uniform(bits));
}
