import type { CamMap } from './layer-tensors.js';

/** Gathers one method's maps over noisy inputs: the other way to smooth, open to every method. */
export interface MapMean {
  add(map: CamMap): void;
  /** The mean so far; before the first `add`, a map of no cells. */
  mean(): CamMap;
}

/** Running mean of maps before their ReLU, in float64; exact for identical maps. */
export function createMapMean(): MapMean {
  let samples = 0;
  let width = 0;
  let height = 0;
  let sum = new Float64Array();

  return {
    add(map) {
      if (samples === 0) {
        ({ width, height } = map);
        sum = new Float64Array(map.data.length);
      }
      samples++;
      for (let i = 0; i < sum.length; i++) sum[i] += (map.data[i] - sum[i]) / samples;
    },
    mean: () => ({ data: Float32Array.from(sum), width, height }),
  };
}
