import type { InputSpec } from '../../src/models/model-card.js';
import { inputTensor } from '../../src/pixels/input-tensor.js';
import { closeImage, decodeImage } from '../../src/worker/images/decode-image.js';
import { readPixels } from '../../src/worker/service/images/read-pixels.js';

/** From a file to a model's input, in milliseconds, by the browser's own filter and by the package's. */
export interface ResizeTimes {
  readonly browser: number;
  readonly own: number;
  /** Of `own`: only decoding. */
  readonly decode: number;
}

export interface ResizeQuestion {
  readonly type: 'image/jpeg' | 'image/png';
  readonly width: number;
  readonly height: number;
  readonly rounds: number;
}

const SPEC: InputSpec = {
  ...{ name: 'image', layout: 'NCHW', channels: 'RGB', range: [0, 1], mean: [], std: [], resize: 'stretch' },
  ...{ width: 224, height: 224 },
};
/** Above them the browser reduced a picture while it decoded it. */
const MAX_PIXELS = 16e6;

/** Edges and noise, so that the file is about as large as a camera's. */
async function photograph({ type, width, height }: ResizeQuestion): Promise<Blob> {
  const grain = new OffscreenCanvas(256, 256).getContext('2d')!;
  const noise = new ImageData(256, 256);
  crypto.getRandomValues(new Uint8Array(noise.data.buffer).subarray(0, 65_536));
  noise.data.forEach((_, i) => (noise.data[i] = i % 4 === 3 ? 20 : noise.data[(i * 7) % 65_536]));
  grain.putImageData(noise, 0, 0);
  const context = new OffscreenCanvas(width, height).getContext('2d', { alpha: false })!;
  for (let i = 0; i < 4000; i++) {
    context.fillStyle = `hsl(${360 * Math.random()} 70% 50%)`;
    context.fillRect(width * Math.random(), height * Math.random(), width / 20, height / 20);
  }
  context.fillStyle = context.createPattern(grain.canvas, 'repeat')!;
  context.fillRect(0, 0, width, height);
  return context.canvas.convertToBlob({ type, quality: 0.9 });
}

/** How the worker did it before it had a filter of its own. */
async function byBrowser(file: Blob, { width, height }: ResizeQuestion): Promise<Float32Array> {
  const scale = Math.sqrt(MAX_PIXELS / (width * height));
  const bitmap = await createImageBitmap(file, {
    imageOrientation: 'from-image',
    ...(scale < 1 && { resizeWidth: Math.floor(width * scale), resizeHeight: Math.floor(height * scale) }),
    resizeQuality: 'high',
  });
  const context = new OffscreenCanvas(224, 224).getContext('2d', { willReadFrequently: true })!;
  context.fillStyle = 'white';
  context.fillRect(0, 0, 224, 224);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, bitmap.width, bitmap.height, 0, 0, 224, 224);
  bitmap.close();
  return inputTensor(context.getImageData(0, 0, 224, 224).data, SPEC);
}

async function timesOfOwn(file: Blob): Promise<Omit<ResizeTimes, 'browser'>> {
  const start = performance.now();
  const image = await decodeImage(file);
  const decode = performance.now() - start;
  inputTensor(await readPixels(image, SPEC), SPEC);
  const own = performance.now() - start;
  closeImage(image);
  return { own, decode };
}

async function timesOfBrowser(file: Blob, question: ResizeQuestion): Promise<Pick<ResizeTimes, 'browser'>> {
  const start = performance.now();
  await byBrowser(file, question);
  return { browser: performance.now() - start };
}

self.onmessage = async ({ data: question }: MessageEvent<ResizeQuestion>) => {
  const file = await photograph(question);
  const times: ResizeTimes[] = [];
  for (let round = 0; round <= question.rounds; round++) {
    // In turns, so that neither always has the warmer machine.
    const measures = [() => timesOfBrowser(file, question), () => timesOfOwn(file)];
    if (round % 2 === 1) measures.reverse();
    const found = { ...(await measures[0]()), ...(await measures[1]()) } as ResizeTimes;
    // The first round warms up.
    if (round > 0) times.push(found);
  }
  self.postMessage({ bytes: file.size, times });
};
