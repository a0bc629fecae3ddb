import { fillNoise } from '../../../cam/seeded-noise.js';
import type { Sample } from './sample.js';

export interface NoiseSettings {
  readonly samples: number;
  /** Standard deviation, in the tensor's own units. */
  readonly sigma: number;
  readonly seed: number;
}

/**
 * The clean sample with noise on its tensor, `samples` times. Sample i depends on the seed and on i alone, so that
 * more samples begin with the same ones.
 */
export function noisySamples(
  clean: Sample,
  tensor: Float32Array,
  { samples, sigma, seed }: NoiseSettings,
): readonly Sample[] {
  const input = (sample: number): Float32Array => {
    const noise = new Float32Array(tensor.length);
    fillNoise(noise, { seed, sample, sigma });
    return tensor.map((value, i) => value + noise[i]);
  };
  return Array.from({ length: samples }, (_, index) => ({
    key: `${clean.key} noise ${sigma} ${seed} ${index}`,
    image: clean.image,
    shape: clean.shape,
    input: () => input(index),
  }));
}
