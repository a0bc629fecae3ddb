import { SaliencyError } from '../../errors.js';
import type { Rectangle } from '../../geometry/rectangle.js';
import type { Size } from '../../geometry/size.js';
import type { PixelSource } from '../../pixels/pixel-source.js';
import { frameOf } from './bitmap-frame.js';

const BAND_PIXELS = 2 ** 18;

/**
 * Reads a bitmap band by band: the browser only copies pixels, and scales nothing. A video frame of the bitmap gives
 * them eight times as fast as a canvas; where there is none, or pixels are not opaque, they come through a canvas.
 *
 * @throws SaliencyError `image-decode` when the browser cannot draw it
 */
export class BitmapPixels implements PixelSource {
  readonly width: number;
  readonly height: number;
  readonly extent: Size;
  readonly order: PixelSource['order'];
  readonly #bitmap: ImageBitmap;
  readonly #frame: VideoFrame | undefined;
  #context: OffscreenCanvasRenderingContext2D | undefined;

  /** @param isTurned whether the bitmap may be one that its file has turned or mirrored: frames forget it */
  constructor(bitmap: ImageBitmap, isTurned: boolean) {
    const { width, height } = bitmap;
    this.width = width;
    this.height = height;
    this.extent = { width, height };
    this.#bitmap = bitmap;
    this.#frame = isTurned ? undefined : frameOf(bitmap);
    this.order = this.#frame?.format?.startsWith('B') ? 'BGR' : 'RGB';
  }

  async copy(part: Rectangle, into: Uint8Array<ArrayBuffer>): Promise<void> {
    if (!this.#frame) return this.#draw(part, into);
    await this.#frame.copyTo(into, { rect: part });
    const bytes = 4 * part.width * part.height;
    if (this.#frame.format?.endsWith('X') || isOpaque(into, bytes)) return;
    this.#draw(part, into);
    if (this.order === 'BGR') exchangeRedAndBlue(into, bytes);
  }

  /** Whether all pixels are known to be opaque, without a canvas. */
  async isOpaque(): Promise<boolean> {
    const frame = this.#frame;
    if (!frame || frame.format?.endsWith('X')) return frame !== undefined;
    const { width } = this;
    const rows = Math.max(1, Math.floor(BAND_PIXELS / width));
    const band = new Uint8Array(4 * width * rows);
    for (let y = 0; y < this.height; y += rows) {
      const height = Math.min(rows, this.height - y);
      await frame.copyTo(band, { rect: { x: 0, y, width, height } });
      if (!isOpaque(band, 4 * width * height)) return false;
    }
    return true;
  }

  /** Frees what copying took; the bitmap is the caller's. */
  close(): void {
    this.#frame?.close();
  }

  #draw({ x, y, width, height }: Rectangle, into: Uint8Array): void {
    const context = this.#canvas(width, height);
    context.fillRect(0, 0, width, height);
    context.drawImage(this.#bitmap, x, y, width, height, 0, 0, width, height);
    into.set(context.getImageData(0, 0, width, height).data);
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

function isOpaque({ buffer, byteOffset }: Uint8Array<ArrayBuffer>, bytes: number): boolean {
  // Of all pixels at once, alpha being the highest byte of the four.
  const pixels = new Int32Array(buffer, byteOffset, bytes / 4);
  let common = -1;
  for (let i = 0; i < pixels.length; i++) common &= pixels[i];
  return common >>> 24 === 255;
}

function exchangeRedAndBlue(pixels: Uint8Array, bytes: number): void {
  for (let i = 0; i < bytes; i += 4) [pixels[i], pixels[i + 2]] = [pixels[i + 2], pixels[i]];
}
