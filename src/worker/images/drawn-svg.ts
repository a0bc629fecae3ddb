import type { Size } from '../../geometry/size.js';

/** A drawing as a bitmap, and the size of the image that it is: the bitmap may be finer, or smaller. */
export interface DrawnSvg extends Size {
  readonly bitmap: ImageBitmap;
}
