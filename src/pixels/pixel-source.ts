import type { Rectangle } from '../geometry/rectangle.js';
import type { Size } from '../geometry/size.js';

/** A decoded picture, of which a part at a time is copied. */
export interface PixelSource extends Size {
  /** How much of it is the picture; less than its size where a reduction's last row or column is only in part. */
  readonly extent: Size;
  /** 8-bit RGBA, row by row, over white where the picture is transparent; valid until the next call. */
  read(part: Rectangle): Uint8ClampedArray;
}
