/** Levels of each of three channels. */
const LEVELS = 16;
/** Normal weights of sigma 0.8 bins, at distances of 0 to 3. */
const KERNEL = [0, 1, 2, 3].map((distance) => Math.exp(-(distance ** 2) / (2 * 0.8 ** 2)));
const SUM = KERNEL[0] + 2 * (KERNEL[1] + KERNEL[2] + KERNEL[3]);

/**
 * Shares of a weight over 16 x 16 x 16 colours, smoothed between neighbouring ones: few pixels fill few bins. They add
 * up to 1, or are all 0 where there is no weight.
 */
export function smoothHistogram(bins: Uint16Array, weightOf: (pixel: number) => number): Float64Array {
  let shares: Float64Array = new Float64Array(LEVELS ** 3);
  let total = 0;
  for (let i = 0; i < bins.length; i++) {
    const weight = weightOf(i);
    shares[bins[i]] += weight;
    total += weight;
  }
  if (total === 0) return shares;
  for (const step of [1, LEVELS, LEVELS ** 2]) shares = blur(shares, step);
  return shares.map((value) => value / total);
}

/** Along one channel; what would leave at an end comes back mirrored, so nothing is lost. */
function blur(values: Float64Array, step: number): Float64Array {
  const blurred = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    if (values[i] === 0) continue;
    const level = Math.floor(i / step) % LEVELS;
    for (let offset = -3; offset <= 3; offset++) {
      const to = mirrored(level + offset);
      blurred[i + (to - level) * step] += (values[i] * KERNEL[Math.abs(offset)]) / SUM;
    }
  }
  return blurred;
}

function mirrored(level: number): number {
  if (level < 0) return -1 - level;
  return level >= LEVELS ? 2 * LEVELS - 1 - level : level;
}
