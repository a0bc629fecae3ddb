import type { ExplainOptions } from './explanation.js';

/** Which feature maps to list: those of a layer, for the class that an explanation is about. */
export interface FeatureMapsOptions extends Pick<ExplainOptions, 'targetClass' | 'versus' | 'layer'> {
  /** How many, from 1; a layer with fewer gives all. */
  readonly count: number;
}

/** One feature map of a layer for an image. */
export interface FeatureMap {
  readonly channel: number;
  /** sum(A g) over its cells: above zero it speaks for the class, below against it. */
  readonly contribution: number;
  /** |contribution| as a fraction of the sum of those of all maps of the layer, in [0, 1]. */
  readonly share: number;
  /** Activations, row-major [height, width]. */
  readonly map: Float32Array;
}

export interface FeatureMaps {
  readonly layer: string;
  readonly classIndex: number;
  /** How many maps the layer has. */
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  /** Those with the largest |contribution|, the largest first; of equals the lower channel. */
  readonly maps: readonly FeatureMap[];
}
