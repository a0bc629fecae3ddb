import type { InputSpec } from '../../src/models/model-card.js';
import { BitmapPixels } from '../../src/worker/images/bitmap-pixels.js';
import { decodeImage } from '../../src/worker/images/decode-image.js';
import { readPixels } from '../../src/worker/service/images/read-pixels.js';

/** What resizing costs in the worker, beside the browser's own filter. */
export interface ResizeTimes {
  readonly decode: number;
  readonly browser: number;
  readonly own: number;
  /** Of `own`: only copying the pixels out of the bitmap. */
  readonly copy: number;
}

const SPEC: InputSpec = {
  ...{ name: 'image', layout: 'NCHW', channels: 'RGB', range: [0, 1], mean: [], std: [], resize: 'stretch' },
  ...{ width: 224, height: 224 },
};

async function photograph(width: number, height: number): Promise<Blob> {
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  for (let i = 0; i < 4000; i++) {
    context.fillStyle = `hsl(${360 * Math.random()} 70% 50%)`;
    context.fillRect(width * Math.random(), height * Math.random(), width / 20, height / 20);
  }
  return context.canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
}

/** How the worker did it before it had a filter of its own. */
function byBrowser(bitmap: ImageBitmap): Uint8ClampedArray {
  const context = new OffscreenCanvas(224, 224).getContext('2d', { willReadFrequently: true })!;
  context.fillStyle = 'white';
  context.fillRect(0, 0, 224, 224);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, bitmap.width, bitmap.height, 0, 0, 224, 224);
  return context.getImageData(0, 0, 224, 224).data;
}

function copyAll(bitmap: ImageBitmap): void {
  const pixels = new BitmapPixels(bitmap);
  const { width } = bitmap;
  const height = Math.floor(2 ** 18 / width);
  for (let y = 0; y + height <= bitmap.height; y += height) pixels.read({ x: 0, y, width, height });
}

async function timed<T>(work: () => T | Promise<T>): Promise<[number, T]> {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
}

self.onmessage = async ({ data }: MessageEvent<{ width: number; height: number; rounds: number }>) => {
  const file = await photograph(data.width, data.height);
  const times: ResizeTimes[] = [];
  for (let round = 0; round <= data.rounds; round++) {
    // A bitmap of its own for each, in turns of who comes first: a browser keeps what it scaled once.
    const [decode, image] = await timed(() => decodeImage(file));
    const other = await decodeImage(file);
    const measures = [
      async () => ({ browser: (await timed(() => byBrowser(other.bitmap)))[0] }),
      async () => ({ own: (await timed(() => readPixels(image, SPEC)))[0] }),
    ];
    if (round % 2 === 1) measures.reverse();
    const [first, second] = [await measures[0](), await measures[1]()];
    const [copy] = await timed(() => copyAll(image.bitmap));
    // The first round warms up.
    if (round > 0) times.push({ decode, copy, ...first, ...second } as ResizeTimes);
    image.bitmap.close();
    other.bitmap.close();
  }
  self.postMessage(times);
};
