import { splitColours } from './split-colours.js';

/** Of one Gaussian: what -log of its weighted density needs. */
interface Component {
  readonly mean: readonly [number, number, number];
  /** Of the inverse covariance: xx, xy, xz, yy, yz, zz. */
  readonly inverse: readonly [number, number, number, number, number, number];
  /** -log of the weight and of the normalising factor. */
  readonly offset: number;
}

/** Colours as a sum of Gaussians with full covariances. */
export type GaussianMixture = readonly Component[];

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
  const groups: number[][] = mixture.map(() => []);
  for (let pixel = 0; pixel < colours.length / 3; pixel++) {
    if (isChosen(pixel)) groups[likeliest(mixture, colours, pixel)].push(pixel);
  }
  return fitMixture(colours, groups);
}

/** -log of the likeliest component's weighted density (eq. 9, without the constant). */
export function energyOf(mixture: GaussianMixture, colours: Float32Array, pixel: number): number {
  let least = Infinity;
  for (const component of mixture) least = Math.min(least, energyIn(component, colours, pixel));
  return least;
}

function likeliest(mixture: GaussianMixture, colours: Float32Array, pixel: number): number {
  let best = 0;
  let least = Infinity;
  mixture.forEach((component, index) => {
    const energy = energyIn(component, colours, pixel);
    if (energy >= least) return;
    least = energy;
    best = index;
  });
  return best;
}

function energyIn({ mean, inverse, offset }: Component, colours: Float32Array, pixel: number): number {
  const x = colours[pixel * 3] - mean[0];
  const y = colours[pixel * 3 + 1] - mean[1];
  const z = colours[pixel * 3 + 2] - mean[2];
  const [xx, xy, xz, yy, yz, zz] = inverse;
  return offset + 0.5 * (xx * x * x + yy * y * y + zz * z * z + 2 * (xy * x * y + xz * x * z + yz * y * z));
}

function fitMixture(colours: Float32Array, groups: readonly (readonly number[])[]): GaussianMixture {
  const total = groups.reduce((sum, group) => sum + group.length, 0);
  return groups
    .filter((group) => group.length > 0)
    .map((group) => fitComponent(colours, group, group.length / total));
}

function fitComponent(colours: Float32Array, pixels: readonly number[], weight: number): Component {
  const mean: [number, number, number] = [0, 0, 0];
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
  return {
    mean,
    inverse: [
      (d * f - e * e) / determinant,
      (c * e - b * f) / determinant,
      (b * e - c * d) / determinant,
      (a * f - c * c) / determinant,
      (b * c - a * e) / determinant,
      (a * d - b * b) / determinant,
    ],
    offset: -Math.log(weight) + 0.5 * Math.log(determinant),
  };
}
