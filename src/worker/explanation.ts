import type { ChannelChoice } from '../cam/channel-choice.js';
import type { FusionName } from '../cam/fuse-maps.js';
import type { Rectangle } from '../geometry/rectangle.js';
import type { Device } from './model-info.js';

export interface ExplainOptions {
  readonly method: string;
  /** Class index or label, or `top`. */
  readonly targetClass: 'top' | number | string;
  /** Contrast: explains the score of `targetClass` minus that of this class (logits). Index or label, never `top`. */
  readonly versus?: number | string;
  /** Further classes whose maps are wanted too, in `Explanation.classes`; each costs a run of the head. Never `top`. */
  readonly classes?: readonly (number | string)[];
  /** A tensor of the model; default: the model's last spatial one. Methods at the input have no other layer. */
  readonly layer?: string;
  /** Several layers, whose maps are fused into one; takes the place of `layer`. Empty: as if left out. */
  readonly layers?: readonly string[];
  /** Of `layers`: `mean` (default), `max` or `product` of the maps, each divided by its maximum. */
  readonly fusion?: FusionName;
  /**
   * The feature maps that contribute: indices and ranges `[first, last]`, or `{ strongest: k }`, ranked as suits the
   * method. A k above their number means all of them; an empty list, none. Default: all of them, and for methods that
   * run the network once per map a number of the strongest.
   */
  readonly channels?: ChannelChoice;
  /**
   * The neurons that contribute: a rectangle in pixels of the image, or cells `[row, column]` of the layer's grid.
   * Default: all.
   */
  readonly region?: Rectangle | readonly (readonly [row: number, column: number])[];
  /**
   * How many noisy copies of the input, from 1 to 10 000. Smoothed methods take 5 by default; any other method is
   * smoothed when this is given.
   */
  readonly samples?: number;
  /** Sigma as a fraction of the input's range, from 0 to 1; default 0.02. */
  readonly noise?: number;
  /** A whole number, of which the lower 32 bits count; default 0. The same seed gives the same map. */
  readonly seed?: number;
  /**
   * What smoothing averages over the noisy inputs. `derivatives`: the gradients, which then meet the activations of
   * the image itself; the default of methods that weight every cell by itself. `maps`: the method's maps before
   * their ReLU; the default of all others.
   */
  readonly average?: 'derivatives' | 'maps';
}

/** Wall-clock milliseconds of what this call really ran (0: taken from the cache), and how often. */
export interface Timings {
  readonly preprocess: number;
  readonly trunk: number;
  readonly head: number;
  readonly map: number;
  readonly total: number;
  readonly trunkRuns: number;
  readonly headRuns: number;
}

/** An answer: the map of a class, what it is of, and where it lies over the image. */
export interface Explanation {
  /** Raw map after ReLU, before normalisation, row-major [mapHeight, mapWidth]. */
  readonly map: Float32Array;
  readonly mapWidth: number;
  readonly mapHeight: number;
  /** The part of the image, in its pixels, that the map covers: not the whole where preprocessing crops or pads. */
  readonly mapRect: Rectangle;
  readonly imageWidth: number;
  readonly imageHeight: number;
  readonly classIndex: number;
  readonly label: string;
  /** Score of the class: a probability, or a number as the model gives it; {@link isProbability} tells. */
  readonly score: number;
  readonly scores: Float32Array;
  /** Whether scores are probabilities; else they are logits, or quantities such as an age. */
  readonly isProbability: boolean;
  readonly method: string;
  readonly layer: string;
  readonly device: Device;
  /** True when the map is zero everywhere: the layer holds no evidence for the class. */
  readonly empty: boolean;
  /** Why the map is empty, where it is, and what to do about it: a sentence for people. */
  readonly note?: string;
  readonly timings: Timings;
  /** The layers that were fused, where there were several. */
  readonly layers?: readonly string[];
  /** Remarks on where the map lies, where it is not where it is drawn. */
  readonly notes?: readonly string[];
  /** The class that the map contrasts with. */
  readonly versus?: number;
  /** Of the `classes` asked for, in their order. */
  readonly classes?: readonly ClassMap[];
}

/** One class of an explanation of several; over the same grid as the explanation's own map. */
export type ClassMap = Pick<
  Explanation,
  'map' | 'mapWidth' | 'mapHeight' | 'classIndex' | 'label' | 'score' | 'empty'
>;
