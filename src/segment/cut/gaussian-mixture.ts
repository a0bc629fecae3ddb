import { splitColours } from './split-colours.js';

/**
 * Colours as a sum of Gaussians with full covariances. Of each what -log of its weighted density needs, side by side:
 * the mean (3), half of the inverse covariance's diagonal and all beside it (xx, xy, xz, yy, yz, zz), and -log of the
 * weight and of the normalising factor. A million densities are taken for one draft.
 */
export type GaussianMixture = Float64Array;
const NUMBERS = 10;

/** As many as in "GrabCut" (Rother, Kolmogorov and Blake, SIGGRAPH 2004, section 3.1). */
export const COMPONENTS = 5;

/** Variance that every colour has at least, in squared levels of 0 to 255: pixels are whole numbers. */
const LEAST_VARIANCE = 0.5;

/**
 * A mixture for the pixels of a selection, its components found by splitting the colours where they vary most. Fewer
 * than {@link COMPONENTS} where the selection has fewer colours, none where it is empty.
 *
 * @param colours red, green and blue from 0 to 255, [pixels, 3]
 */
export function startMixture(colours: Float32Array, isChosen: (pixel: number) => boolean): GaussianMixture {
  return fitMixture(colours, splitColours(colours, isChosen, COMPONENTS));
}

/** One round of fitting: every pixel goes to its most likely component, and these are made anew (section 3.3). */
export function refineMixture(
  mixture: GaussianMixture,
  colours: Float32Array,
  isChosen: (pixel: number) => boolean,
): GaussianMixture {
  const groups: number[][] = Array.from({ length: mixture.length / NUMBERS }, () => []);
  for (let pixel = 0; pixel < colours.length / 3; pixel++) {
    if (!isChosen(pixel)) continue;
    let best = 0;
    let least = Infinity;
    for (let at = 0; at < mixture.length; at += NUMBERS) {
      const energy = energyIn(mixture, at, colours, pixel * 3);
      if (energy >= least) continue;
      least = energy;
      best = at;
    }
    groups[best / NUMBERS].push(pixel);
  }
  return fitMixture(colours, groups);
}

/** -log of the likeliest component's weighted density (eq. 9, without the constant). */
export function energyOf(mixture: GaussianMixture, colours: Float32Array, pixel: number): number {
  let least = Infinity;
  for (let at = 0; at < mixture.length; at += NUMBERS) {
    const energy = energyIn(mixture, at, colours, pixel * 3);
    if (energy < least) least = energy;
  }
  return least;
}

function energyIn(mixture: GaussianMixture, at: number, colours: Float32Array, colour: number): number {
  const x = colours[colour] - mixture[at];
  const y = colours[colour + 1] - mixture[at + 1];
  const z = colours[colour + 2] - mixture[at + 2];
  return (
    mixture[at + 9] +
    x * (mixture[at + 3] * x + mixture[at + 4] * y + mixture[at + 5] * z) +
    y * (mixture[at + 6] * y + mixture[at + 7] * z) +
    mixture[at + 8] * z * z
  );
}

function fitMixture(colours: Float32Array, groups: readonly (readonly number[])[]): GaussianMixture {
  const total = groups.reduce((sum, group) => sum + group.length, 0);
  const components = groups
    .filter((group) => group.length > 0)
    .map((group) => fitComponent(colours, group, group.length / total));
  return Float64Array.from(components.flat());
}

function fitComponent(colours: Float32Array, pixels: readonly number[], weight: number): number[] {
  const mean = [0, 0, 0];
  for (const pixel of pixels) for (let i = 0; i < 3; i++) mean[i] += colours[pixel * 3 + i] / pixels.length;
  let [a, b, c, d, e, f] = [LEAST_VARIANCE, 0, 0, LEAST_VARIANCE, 0, LEAST_VARIANCE];
  for (const pixel of pixels) {
    const x = colours[pixel * 3] - mean[0];
    const y = colours[pixel * 3 + 1] - mean[1];
    const z = colours[pixel * 3 + 2] - mean[2];
    a += (x * x) / pixels.length;
    b += (x * y) / pixels.length;
    c += (x * z) / pixels.length;
    d += (y * y) / pixels.length;
    e += (y * z) / pixels.length;
    f += (z * z) / pixels.length;
  }
  const determinant = a * (d * f - e * e) - b * (b * f - c * e) + c * (b * e - c * d);
  return [
    ...mean,
    (d * f - e * e) / (2 * determinant),
    (c * e - b * f) / determinant,
    (b * e - c * d) / determinant,
    (a * f - c * c) / (2 * determinant),
    (b * c - a * e) / determinant,
    (a * d - b * b) / (2 * determinant),
    -Math.log(weight) + 0.5 * Math.log(determinant),
  ];
}
