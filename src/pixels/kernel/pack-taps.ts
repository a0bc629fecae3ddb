import type { ResamplingTaps } from '../resampling-taps.js';
import { LOW_BITS } from './resize-code.js';

/** Two 16-bit numbers in each 32 bits, the first one lowest. */
function pairs(values: readonly number[]): number[] {
  return Array.from(
    { length: values.length / 2 },
    (_, i) => (values[2 * i] & 0xffff) | (values[2 * i + 1] << 16),
  );
}

const highPart = (weight: number): number => weight >> LOW_BITS;
const lowPart = (weight: number): number => weight & (2 ** LOW_BITS - 1);

/**
 * Taps as the kernel reads them, one wanted pixel after the other: where its first source pixel lies, how many groups
 * of `group` weights there are (the last filled up with zeros), and for each group the high parts, then the low ones.
 *
 * @param unit bytes from one source pixel to the next
 */
export function packTaps(
  { starts, counts, weights, stride }: ResamplingTaps,
  group: number,
  unit: number,
): Int32Array {
  const packed: number[] = [];
  for (const [index, count] of counts.entries()) {
    const weight = (k: number): number => (k < count ? weights[index * stride + k] : 0);
    packed.push((starts[index] - starts[0]) * unit, Math.ceil(count / group));
    for (let k = 0; k < count; k += group) {
      const weighed = Array.from({ length: group }, (_, i) => weight(k + i));
      packed.push(...pairs(weighed.map(highPart)), ...pairs(weighed.map(lowPart)));
    }
  }
  return Int32Array.from(packed);
}
