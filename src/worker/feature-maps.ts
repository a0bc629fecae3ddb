import type { Rectangle } from '../geometry/rectangle.js';
import type { ExplainOptions } from './explanation.js';

/** Which feature maps to list: those of a layer, for the class and the method of an explanation. */
export interface FeatureMapsOptions extends Pick<
  ExplainOptions,
  'method' | 'targetClass' | 'versus' | 'layer'
> {
  /** How many, from 1; a layer with fewer gives all. */
  readonly count: number;
}

/** One feature map of a layer for an image. */
export interface FeatureMap {
  readonly channel: number;
  /** sum(A g) over its cells: above zero it counts for the class, below against it. */
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
  /** Where the cells lie in the image, and what the model saw of it, as in an explanation. */
  readonly mapRect: Rectangle;
  readonly inputRect: Rectangle;
  /**
   * All channels, the strongest first by the method's own rule (`channelMerit`): the first k are those that contribute
   * to an explanation with `channels: { strongest: k }`.
   */
  readonly ranking: readonly number[];
  /** The first `count` of them. */
  readonly maps: readonly FeatureMap[];
}
