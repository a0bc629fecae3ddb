import type { Rectangle } from '../geometry/rectangle.js';
import type { Size } from '../geometry/size.js';
import type { PixelSource } from './pixel-source.js';
import { RESAMPLING_FILTERS, type Interpolation } from './resampling-filters.js';
import { PRECISION, resamplingTaps, tapRange, type ResamplingTaps } from './resampling-taps.js';

/** Pixels that are read at once: a band of 1 MB stays in a processor's cache between being read and being used. */
const BAND_PIXELS = 2 ** 18;
const HALF = 2 ** (PRECISION - 1);

/**
 * `part` of `source` resized to `resized`, as 8-bit RGB: what PIL's `resize` gives, to the last digit, and the same on
 * every machine. As in PIL first along the rows, of only those that are needed, and rounded to 8 bits in between.
 */
export function resizePixels(
  source: PixelSource,
  resized: Size,
  part: Rectangle,
  interpolation: Interpolation = 'bilinear',
): Uint8ClampedArray {
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
  const bandHeight = Math.max(1, Math.floor(BAND_PIXELS / readWidth));
  const narrowed = new Uint8ClampedArray((rows.to - rows.from) * part.width * 3);
  for (let y = rows.from; y < rows.to; y += bandHeight) {
    const height = Math.min(bandHeight, rows.to - y);
    const band = source.read({ x: columns.from, y, width: readWidth, height });
    const into = narrowed.subarray((y - rows.from) * part.width * 3);
    resizeRows(band, { width: readWidth, height }, across, into);
  }
  return resizeColumns(narrowed, part.width * 3, down);
}

/** The band's rows, RGBA, to rows of RGB that are as long as there are taps. */
function resizeRows(
  band: Uint8ClampedArray,
  { width, height }: Size,
  { starts, counts, weights, stride }: ResamplingTaps,
  into: Uint8ClampedArray,
): void {
  const [first] = starts;
  let out = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < starts.length; x++) {
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      let at = 4 * (y * width + starts[x] - first);
      const end = x * stride + counts[x];
      for (let k = x * stride; k < end; k++, at += 4) {
        const weight = weights[k];
        red = (red + Math.imul(band[at], weight)) | 0;
        green = (green + Math.imul(band[at + 1], weight)) | 0;
        blue = (blue + Math.imul(band[at + 2], weight)) | 0;
      }
      into[out++] = red >> PRECISION;
      into[out++] = green >> PRECISION;
      into[out++] = blue >> PRECISION;
    }
  }
}

/** As many rows as there are taps, of `length` values each. */
function resizeColumns(
  from: Uint8ClampedArray,
  length: number,
  { starts, counts, weights, stride }: ResamplingTaps,
): Uint8ClampedArray {
  const [first] = starts;
  const into = new Uint8ClampedArray(starts.length * length);
  const sums = new Int32Array(length);
  for (let y = 0; y < starts.length; y++) {
    sums.fill(HALF);
    for (let k = 0; k < counts[y]; k++) {
      const weight = weights[y * stride + k];
      const row = (starts[y] - first + k) * length;
      for (let i = 0; i < length; i++) sums[i] = (sums[i] + Math.imul(from[row + i], weight)) | 0;
    }
    for (let i = 0; i < length; i++) into[y * length + i] = sums[i] >> PRECISION;
  }
  return into;
}
