import type { Linear } from '../../geometry/linear.js';
import type { Rectangle } from '../../geometry/rectangle.js';
import type { Size } from '../../geometry/size.js';

/** Where the overlay's layer lies and where the picture lies in it, in the layer's CSS pixels. */
export interface Placement extends Size {
  readonly picture: Rectangle;
  /** The layer's pixels to those of the window, turns and mirrors of the page included; from centre to centre. */
  readonly toWindow: Linear;
  /** Device pixels per CSS pixel of the layer, transforms of the page included. */
  readonly pixelRatio: number;
}
