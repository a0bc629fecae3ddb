import { colourBins } from './colour-bins.js';
import { labColours } from './lab-colours.js';
import { smoothHistogram } from './smooth-histogram.js';

/**
 * How well colours tell the inside of a mask from its outside, in [0, 1]: 1 less the Bhattacharyya coefficient of the
 * two histograms, the sum over bins of sqrt(p q). 0 where one of them is empty.
 *
 * @param colours red, green and blue from 0 to 255, [pixels, 3]
 */
export function colourContrast(colours: Float32Array, mask: Uint8Array): number {
  const bins = colourBins(labColours(colours));
  const inside = smoothHistogram(bins, (i) => mask[i]);
  const outside = smoothHistogram(bins, (i) => 1 - mask[i]);
  const [isIn, isOut] = [mask.includes(1), mask.includes(0)];
  if (!isIn || !isOut) return 0;
  const shared = inside.reduce((sum, share, bin) => sum + Math.sqrt(share * outside[bin]), 0);
  return Math.min(1, Math.max(0, 1 - shared));
}
