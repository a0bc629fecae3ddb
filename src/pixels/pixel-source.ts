import type { Rectangle } from '../geometry/rectangle.js';
import type { Size } from '../geometry/size.js';

/** A decoded picture, of which a part at a time is copied. */
export interface PixelSource extends Size {
  /** How much of it is the picture; less than its size where a reduction's last row or column is only in part. */
  readonly extent: Size;
  /** Which way round the colours lie; a fourth byte follows, of no meaning. */
  readonly order: 'RGB' | 'BGR';
  /** Fills the front of `into` with 4 bytes a pixel, row by row, over white where the picture is transparent. */
  copy(part: Rectangle, into: Uint8Array<ArrayBuffer>): Promise<void> | void;
}
