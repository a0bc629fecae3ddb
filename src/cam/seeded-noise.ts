import { SaliencyError } from '../errors.js';
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

/** The first and the last value of {@link uniform}. */
const LOWEST = 0.5 / 4294967296;
const HIGHEST = 1 - LOWEST;

/** Noise for one input after another; every sample is as long as its target. */
export interface Noise {
  /** Fills `target` with the next sample of N(0, sigma^2). */
  fill(target: Float32Array, sigma: number): void;
}

export interface NoiseOptions {
  readonly seed: number;
  /** How many samples will be drawn; `stratified` divides the distribution among them. */
  readonly samples: number;
}

/** One way to spread n samples of noise over the normal distribution. */
export interface Sampling {
  readonly title: string;
  /** True: the samples depend on how many there will be. */
  readonly divides: boolean;
  create(options: NoiseOptions): Noise;
}

/** Independent samples. */
const plain: Sampling = {
  title: 'Plain',
  divides: false,
  create({ seed }) {
    let sample = 0;
    return {
      fill(target, sigma) {
        const bits = createRandomBits(seed, sample++);
        for (let i = 0; i < target.length; i++) target[i] = sigma * normalQuantile(uniform(bits));
      },
    };
  },
};

/** Pairs of samples z and -z: their mean is exactly zero, so the part of the response that is linear in z goes. */
const antithetic: Sampling = {
  title: 'Antithetic pairs',
  divides: false,
  create({ seed }) {
    let sample = 0;
    return {
      fill(target, sigma) {
        const bits = createRandomBits(seed, sample >> 1);
        const signed = sample % 2 === 0 ? sigma : -sigma;
        for (let i = 0; i < target.length; i++) target[i] = signed * normalQuantile(uniform(bits));
        sample++;
      },
    };
  },
};

/**
 * Latin hypercube (McKay, Beckman and Conover, 1979): for every value of the input the n samples fall into n
 * equally likely strata, one into each. Which into which is an affine permutation (a m + b) mod n of its own.
 */
const stratified: Sampling = {
  title: 'Latin hypercube',
  divides: true,
  create({ seed, samples }) {
    const strides = Array.from({ length: samples }, (_, i) => i + 1).filter((i) => gcd(i, samples) === 1);
    let sample = 0;
    return {
      fill(target, sigma) {
        const order = createRandomBits(seed, -1);
        const place = createRandomBits(seed, sample);
        for (let i = 0; i < target.length; i++) {
          const stride = strides[order() % strides.length];
          const stratum = (stride * sample + (order() % samples)) % samples;
          target[i] = sigma * normalQuantile((stratum + uniform(place)) / samples);
        }
        sample++;
      },
    };
  },
};

const GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2;
/** Multiples of the golden ratio that the values step by: so many are told apart before two keep in step. */
const STEPS = 64;

/**
 * Randomly shifted Kronecker sequences (Weyl 1916; Cranley and Patterson 1976): sample i of a value is the quantile
 * of frac(shift + i m phi), with a shift and a multiple m of its own. Every value's first n samples are spread
 * evenly, whatever n is, with a discrepancy of O(log n / n).
 */
const kronecker: Sampling = {
  title: 'Kronecker sequences',
  divides: false,
  create({ seed }) {
    let sample = 0;
    return {
      fill(target, sigma) {
        const bits = createRandomBits(seed);
        for (let i = 0; i < target.length; i++) {
          const step = ((1 + (bits() % STEPS)) * GOLDEN_RATIO) % 1;
          const position = (uniform(bits) + sample * step) % 1;
          target[i] = sigma * normalQuantile(Math.min(HIGHEST, Math.max(LOWEST, position)));
        }
        sample++;
      },
    };
  },
};

/** Every way to sample, by name. */
export const SAMPLINGS = { plain, antithetic, stratified, kronecker } as const satisfies Readonly<
  Record<string, Sampling>
>;

export type SamplingName = keyof typeof SAMPLINGS;

/**
 * Noise that depends on nothing but the options: the same seed gives the same bits on every machine.
 *
 * @throws SaliencyError `bad-option` for a number of samples that is not a whole number above zero
 */
export function createNoise(sampling: SamplingName, options: NoiseOptions): Noise {
  if (!Number.isInteger(options.samples) || options.samples < 1) {
    throw new SaliencyError(
      'bad-option',
      `${options.samples} is no number of samples; choose a whole number from 1.`,
    );
  }
  return SAMPLINGS[sampling].create(options);
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
