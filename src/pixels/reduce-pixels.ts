import type { PixelSource } from './pixel-source.js';

/** Pixels that are read at once, as in `resizePixels`. */
const BAND_PIXELS = 2 ** 18;

/** By what whole number both sides are to be divided so that at most `maxPixels` are left, about. */
export function reductionFactor(width: number, height: number, maxPixels: number): number {
  return Math.max(1, Math.ceil(Math.sqrt((width * height) / maxPixels)));
}

/**
 * The means of squares of `factor` x `factor` pixels, as 8-bit RGBA, opaque: PIL's `reduce`. The last column and row
 * are the means of what is left. Resizing afterwards, to less than half of it, looks as if done in one go.
 */
export function reducePixels(
  source: PixelSource,
  factor: number,
): { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray<ArrayBuffer> } {
  const width = Math.ceil(source.width / factor);
  const height = Math.ceil(source.height / factor);
  const data = new Uint8ClampedArray(4 * width * height);
  const sums = new Uint32Array(3 * width);
  const bandRows = factor * Math.max(1, Math.floor(BAND_PIXELS / (source.width * factor)));
  for (let top = 0; top < source.height; top += bandRows) {
    const rows = Math.min(bandRows, source.height - top);
    const band = source.read({ x: 0, y: top, width: source.width, height: rows });
    for (let y = 0; y < rows; y += factor) {
      const count = Math.min(factor, rows - y);
      sums.fill(0);
      for (let row = y; row < y + count; row++) addRow(band, row * source.width, source.width, factor, sums);
      writeMeans(sums, data.subarray((4 * width * (top + y)) / factor), {
        width,
        cellsOf: (x) => count * Math.min(factor, source.width - x * factor),
      });
    }
  }
  return { width, height, data };
}

interface MeansRow {
  readonly width: number;
  /** How many source pixels a reduced one is the mean of. */
  readonly cellsOf: (x: number) => number;
}

function writeMeans(sums: Uint32Array, into: Uint8ClampedArray, { width, cellsOf }: MeansRow): void {
  for (let x = 0; x < width; x++) {
    const cells = cellsOf(x);
    // Dividing by multiplying, as PIL does, which now and then is 1 less than the quotient.
    const reciprocal = Math.floor(Math.fround(2 ** 24 / cells));
    for (let channel = 0; channel < 3; channel++)
      into[4 * x + channel] = Math.imul(sums[3 * x + channel] + (cells >> 1), reciprocal) >>> 24;
    into[4 * x + 3] = 255;
  }
}

function addRow(
  band: Uint8ClampedArray,
  first: number,
  width: number,
  factor: number,
  sums: Uint32Array,
): void {
  let at = 4 * first;
  for (let x = 0, cell = 0; x < width; cell += 3) {
    const end = Math.min(width, x + factor);
    for (; x < end; x++, at += 4) {
      sums[cell] += band[at];
      sums[cell + 1] += band[at + 1];
      sums[cell + 2] += band[at + 2];
    }
  }
}
