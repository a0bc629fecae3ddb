import { ArrayPixels } from '../array-pixels.js';
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
  const turns = [new Uint8Array(rowBytes + 1), new Uint8Array(rowBytes + 1)];
  let [y, filled] = [0, 0];
  try {
    for await (const piece of inflated(layout.data)) {
      for (let at = 0; at < piece.length && y < height;) {
        const line = turns[y % 2];
        const part = piece.subarray(at, at + line.length - filled);
        line.set(part, filled);
        at += part.length;
        filled = (filled + part.length) % line.length;
        if (filled > 0) continue;
        const row = line.subarray(1);
        if (!unfilter(line[0], row, turns[(y + 1) % 2].subarray(1), step)) return undefined;
        expand(row, pixels.subarray(4 * width * y++));
      }
    }
  } catch {
    return undefined;
  }
  return y === height ? new ArrayPixels(pixels, { width, height }) : undefined;
}

/** Read by hand: WebKit's streams cannot be iterated. */
async function* inflated(data: readonly Uint8Array<ArrayBuffer>[]): AsyncGenerator<Uint8Array> {
  const reader = new Blob([...data]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value as Uint8Array;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
