import type { InputSpec } from '../models/model-card.js';

export interface ResamplingFilter {
  /** Half the filter's width, in pixels of the coarser of the two grids. */
  readonly support: number;
  /** Its value at a distance, which is not negative. */
  readonly weight: (distance: number) => number;
}

export type Interpolation = NonNullable<InputSpec['interpolation']>;

/** Sharpness of the cubic: -0.5 in PIL (Catmull-Rom), -0.75 in OpenCV and in PyTorch without antialiasing. */
const A = -0.5;

/** Those of PIL (`src/libImaging/Resample.c`), with which torchvision, timm and Keras prepare pictures. */
export const RESAMPLING_FILTERS: Readonly<Record<Interpolation, ResamplingFilter>> = {
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - x) },

  bicubic: {
    support: 2,
    weight: (x) => {
      if (x < 1) return ((A + 2) * x - (A + 3)) * x * x + 1;
      if (x < 2) return (((x - 5) * x + 8) * x - 4) * A;
      return 0;
    },
  },
};
