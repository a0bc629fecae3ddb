import type { Size } from './size.js';

/** 1 inside, 0 outside, row-major [height, width]. */
export interface Mask extends Size {
  readonly data: Uint8Array;
}
