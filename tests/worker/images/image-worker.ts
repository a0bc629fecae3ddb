import { expose } from 'comlink';
import { installErrorHandler } from '../../../src/worker/client/comlink-errors.js';
import { ArrayPixels } from '../../../src/pixels/array-pixels.js';
import { BitmapPixels } from '../../../src/worker/images/bitmap-pixels.js';
import { closeImage, decodeImage } from '../../../src/worker/images/decode-image.js';
import type { DrawnSvg } from '../../../src/worker/images/drawn-svg.js';

export type Colour = readonly [number, number, number];

export interface Seen {
  readonly width: number;
  readonly height: number;
  readonly bitmapWidth: number;
  readonly bitmapHeight: number;
  /** In the middle of each quarter, row by row, over white. */
  readonly quarters: readonly Colour[];
}

/** The decoder in a worker, which is where it runs in the product. */
const imageWorker = {
  async look(
    blob: Blob,
    maxPixels?: number,
    rasterizeSvg?: (svg: Blob, maxPixels: number) => Promise<DrawnSvg>,
  ): Promise<Seen> {
    const image = await decodeImage(blob, { maxPixels, rasterizeSvg });
    const { picture, width, height, isTurned = true } = image;
    const source = picture instanceof ArrayPixels ? picture : new BitmapPixels(picture, isTurned);
    const colourAt = async (x: number, y: number): Promise<Colour> => {
      const pixel = new Uint8Array(4);
      await source.copy({ x: Math.floor(x), y: Math.floor(y), width: 1, height: 1 }, pixel);
      const [first, green, last] = pixel;
      return source.order === 'RGB' ? [first, green, last] : [last, green, first];
    };
    const { width: bitmapWidth, height: bitmapHeight } = picture;
    const quarters: Colour[] = [];
    for (const [x, y] of [
      [1, 1],
      [3, 1],
      [1, 3],
      [3, 3],
    ])
      quarters.push(await colourAt((x / 4) * bitmapWidth, (y / 4) * bitmapHeight));
    if (source instanceof BitmapPixels) source.close();
    closeImage(image);
    return { width, height, bitmapWidth, bitmapHeight, quarters };
  },
};

export type ImageWorker = typeof imageWorker;

installErrorHandler();
expose(imageWorker);
