import { createNoise, SAMPLINGS, type SamplingName } from '../../../cam/seeded-noise.js';
import type { Sample } from './sample.js';

export interface NoiseSettings {
  readonly samples: number;
  /** Standard deviation, in the tensor's own units. */
  readonly sigma: number;
  readonly seed: number;
  readonly sampling: SamplingName;
}

/**
 * The clean sample with noise on its tensor, `samples` times. Unless the sampling divides the distribution among
 * the samples, sample i depends on the seed and on i alone, so that more samples begin with the same ones.
 *
 * @throws SaliencyError `bad-option` for a number of samples that is not a whole number above zero
 */
export function noisySamples(
  clean: Sample,
  tensor: Float32Array,
  { samples, sigma, seed, sampling }: NoiseSettings,
): readonly Sample[] {
  const noise = createNoise(sampling, { samples, seed });
  const spread = SAMPLINGS[sampling].divides ? `${sampling} ${samples}` : sampling;
  const scratch = new Float32Array(tensor.length);
  let drawn = 0;
  const input = (index: number): Float32Array => {
    for (; drawn <= index; drawn++) noise.fill(scratch, sigma);
    return tensor.map((value, i) => value + scratch[i]);
  };
  return Array.from({ length: samples }, (_, index) => ({
    key: `${clean.key} noise ${sigma} ${seed} ${spread} ${index}`,
    image: clean.image,
    shape: clean.shape,
    input: () => input(index),
  }));
}
