import type { Rectangle } from '../geometry/rectangle.js';
import type { Size } from '../geometry/size.js';
import { ResizeKernel } from './kernel/resize-kernel.js';
import type { PixelSource } from './pixel-source.js';
import { RESAMPLING_FILTERS, type Interpolation } from './resampling-filters.js';
import { resamplingTaps, tapRange } from './resampling-taps.js';

/** Pixels that are read at once: a band of 1 MB stays in a processor's cache between being read and being used. */
const BAND_PIXELS = 2 ** 18;

/**
 * `part` of `source` resized to `resized`, as opaque 8-bit RGBA: what PIL's `resize` gives, to the last digit, and the same on
 * every machine. As in PIL first along the rows, of only those that are needed, and rounded to 8 bits in between.
 */
export async function resizePixels(
  source: PixelSource,
  resized: Size,
  part: Rectangle,
  interpolation: Interpolation = 'bilinear',
): Promise<Uint8ClampedArray> {
  const filter = RESAMPLING_FILTERS[interpolation];
  const { width, height, extent } = source;
  const across = resamplingTaps(
    { pixels: width, extent: extent.width, resized: resized.width, from: part.x, to: part.x + part.width },
    filter,
  );
  const down = resamplingTaps(
    {
      pixels: height,
      extent: extent.height,
      resized: resized.height,
      from: part.y,
      to: part.y + part.height,
    },
    filter,
  );
  const columns = tapRange(across);
  const rows = tapRange(down);
  const readWidth = columns.to - columns.from;
  const bandRows = Math.min(rows.to - rows.from, Math.max(1, Math.floor(BAND_PIXELS / readWidth)));
  const kernel = new ResizeKernel({ width: readWidth, bandRows, rows: rows.to - rows.from }, across, down);
  try {
    for (let y = rows.from; y < rows.to; y += bandRows) {
      const height = Math.min(bandRows, rows.to - y);
      await source.copy({ x: columns.from, y, width: readWidth, height }, kernel.band);
      kernel.takeRows(height);
    }
    const { pixels, stride } = kernel.columns();
    return toRgba(pixels, stride, part, source.order);
  } finally {
    kernel.release();
  }
}

function toRgba(
  from: Uint8Array,
  stride: number,
  { width, height }: Size,
  order: PixelSource['order'],
): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(4 * width * height);
  const red = order === 'RGB' ? 0 : 2;
  let to = 0;
  for (let y = 0; y < height; y++) {
    const end = y * stride + 4 * width;
    for (let at = y * stride; at < end; at += 4, to += 4) {
      rgba[to] = from[at + red];
      rgba[to + 1] = from[at + 1];
      rgba[to + 2] = from[at + 2 - red];
      rgba[to + 3] = 255;
    }
  }
  return rgba;
}
