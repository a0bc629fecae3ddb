import { ArrayPixels } from '../array-pixels.js';
import { PngLines } from './png-lines.js';
import type { PngLayout } from './png-layout.js';
import { pngRows } from './png-samples.js';
import { unfilter } from './unfilter.js';

/**
 * A PNG's pixels over white, by whole-number arithmetic: the same in every browser and in Node. 16-bit samples keep
 * their upper byte, as in Pillow. Undefined where the file is damaged, which the browser's decoder will say better.
 */
export async function decodePng(layout: PngLayout): Promise<ArrayPixels | undefined> {
  const { width, height } = layout;
  const rows = pngRows(layout);
  if (!rows) return undefined;
  const { rowBytes, step, expand } = rows;
  const pixels = new Uint8Array(4 * width * height);
  const lines = new PngLines(rowBytes + 1);
  let done = 0;
  const takeLine = (line: Uint8Array, before: Uint8Array): boolean => {
    const row = line.subarray(1);
    if (!unfilter(line[0], row, before.subarray(1), step)) return false;
    expand(row, pixels.subarray(4 * width * done++));
    return true;
  };
  const takePiece = (piece: Uint8Array): boolean => {
    for (const [line, before] of lines.take(piece))
      if (done < height && !takeLine(line, before)) return false;
    return true;
  };
  try {
    for await (const piece of inflated(layout.data)) if (!takePiece(piece)) return undefined;
  } catch {
    return undefined;
  }
  return done === height ? new ArrayPixels(pixels, { width, height }) : undefined;
}

/** Read by hand: WebKit's streams cannot be iterated. */
async function* inflated(data: readonly Uint8Array<ArrayBuffer>[]): AsyncGenerator<Uint8Array> {
  const reader = new Blob([...data]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
