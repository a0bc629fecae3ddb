import { SaliencyError } from '../../errors.js';
import type { Rectangle } from '../../geometry/rectangle.js';
import type { Size } from '../../geometry/size.js';
import type { PixelSource } from '../../pixels/pixel-source.js';

/**
 * Reads a bitmap through a canvas of a band's size: the browser only copies pixels, and scales nothing.
 *
 * @throws SaliencyError `image-decode` when the browser cannot draw it
 */
export class BitmapPixels implements PixelSource {
  readonly width: number;
  readonly height: number;
  readonly extent: Size;
  readonly #bitmap: ImageBitmap;
  #context: OffscreenCanvasRenderingContext2D | undefined;

  constructor(bitmap: ImageBitmap, extent: Size = bitmap) {
    this.width = bitmap.width;
    this.height = bitmap.height;
    this.extent = extent;
    this.#bitmap = bitmap;
  }

  read({ x, y, width, height }: Rectangle): Uint8ClampedArray {
    const context = this.#canvas(width, height);
    context.fillRect(0, 0, width, height);
    context.drawImage(this.#bitmap, x, y, width, height, 0, 0, width, height);
    return context.getImageData(0, 0, width, height).data;
  }

  /** The one of the last band, where that was as large. */
  #canvas(width: number, height: number): OffscreenCanvasRenderingContext2D {
    if (this.#context && this.#context.canvas.width === width && this.#context.canvas.height >= height)
      return this.#context;
    // Read often, so that it lies in memory and not on a GPU.
    const context =
      this.#bitmap.width > 0 &&
      new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!context) throw new SaliencyError('image-decode', 'The image has no pixels; load another image.');
    context.fillStyle = 'white';
    context.imageSmoothingEnabled = false;
    this.#context = context;
    return context;
  }
}
