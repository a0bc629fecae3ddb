import type { Rectangle } from '../geometry/rectangle.js';
import type { Size } from '../geometry/size.js';
import type { PixelSource } from './pixel-source.js';

/** A picture whose pixels lie in memory, 4 bytes each, opaque. */
export class ArrayPixels implements PixelSource {
  readonly width: number;
  readonly height: number;
  readonly extent: Size;
  readonly order: PixelSource['order'];
  readonly #pixels: Uint8Array | Uint8ClampedArray;

  constructor(
    pixels: Uint8Array | Uint8ClampedArray,
    { width, height }: Size,
    { extent = { width, height }, order = 'RGB' }: Partial<Pick<PixelSource, 'extent' | 'order'>> = {},
  ) {
    this.width = width;
    this.height = height;
    this.extent = extent;
    this.order = order;
    this.#pixels = pixels;
  }

  copy({ x, y, width, height }: Rectangle, into: Uint8Array): void {
    for (let row = 0; row < height; row++) {
      const from = 4 * ((y + row) * this.width + x);
      into.set(this.#pixels.subarray(from, from + 4 * width), 4 * row * width);
    }
  }
}
