import { expose } from 'comlink';
import { installErrorHandler } from '../../../src/worker/client/comlink-errors.js';
import { decodeImage, type DecodedImage } from '../../../src/worker/images/decode-image.js';

export type Colour = readonly [number, number, number];

export interface Seen {
  readonly width: number;
  readonly height: number;
  readonly bitmapWidth: number;
  readonly bitmapHeight: number;
  /** In the middle of each quarter, row by row, over white. */
  readonly quarters: readonly Colour[];
}

function colourAt(context: OffscreenCanvasRenderingContext2D, x: number, y: number): Colour {
  const [red, green, blue] = context.getImageData(x, y, 1, 1).data;
  return [red, green, blue];
}

/** The decoder in a worker, which is where it runs in the product. */
const imageWorker = {
  async look(
    blob: Blob,
    maxPixels?: number,
    rasterizeSvg?: (svg: Blob, maxPixels: number) => Promise<DecodedImage>,
  ): Promise<Seen> {
    const { bitmap, width, height } = await decodeImage(blob, { maxPixels, rasterizeSvg });
    // Small, and drawn quarter by quarter: what is looked at is the decoder, not a canvas of a hundred megapixels.
    const context = new OffscreenCanvas(4, 4).getContext('2d')!;
    context.imageSmoothingEnabled = false;
    context.fillStyle = 'white';
    context.fillRect(0, 0, 4, 4);
    const { width: bitmapWidth, height: bitmapHeight } = bitmap;
    const quarters = [0, 1, 2, 3].map((index): Colour => {
      const [x, y] = [index % 2, Math.floor(index / 2)];
      const centre = [(x + 0.5) * (bitmapWidth / 2), (y + 0.5) * (bitmapHeight / 2)];
      context.drawImage(bitmap, Math.floor(centre[0]), Math.floor(centre[1]), 1, 1, x, y, 1, 1);
      return colourAt(context, x, y);
    });
    bitmap.close();
    return { width, height, bitmapWidth, bitmapHeight, quarters };
  },
};

export type ImageWorker = typeof imageWorker;

installErrorHandler();
expose(imageWorker);
