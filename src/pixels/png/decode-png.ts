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
  let above = new Uint8Array(rowBytes);
  let y = 0;
  try {
    for await (const line of lines(layout.data, rowBytes + 1)) {
      if (y === height) break;
      const row = line.subarray(1);
      if (!unfilter(line[0], row, above, step)) return undefined;
      expand(row, pixels.subarray(4 * width * y));
      above = row;
      y++;
    }
  } catch {
    return undefined;
  }
  return y === height ? new ArrayPixels(pixels, { width, height }) : undefined;
}

/** What is compressed, in pieces of `length` bytes, each of which stays until the next but one is asked for. */
async function* lines(
  data: readonly Uint8Array<ArrayBuffer>[],
  length: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const turns = [new Uint8Array(length), new Uint8Array(length)];
  let [turn, filled] = [0, 0];
  for await (const piece of inflated(data)) {
    for (let at = 0; at < piece.length;) {
      const part = piece.subarray(at, at + length - filled);
      turns[turn].set(part, filled);
      at += part.length;
      filled += part.length;
      if (filled < length) continue;
      yield turns[turn];
      [turn, filled] = [1 - turn, 0];
    }
  }
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
