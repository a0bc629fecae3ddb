import { energyOf, refineMixture, startMixture, type GaussianMixture } from './gaussian-mixture.js';
import { cutGrid } from './grid-cut.js';
import { BACK, STEPS } from './grid-graph.js';
import type { Refusal } from '../shape/refusal.js';
import { seedsOf, type Seeds } from './seeds.js';
import type { Surroundings } from '../shape/surroundings.js';

export interface GraphCutOptions {
  /** Of the draft's own peak: surely the object. Default 0.6; flat maps want 0.8. */
  readonly sure?: number;
  /** Of the draft's own peak: probably the object, before the colours are known. Default 0.3; flat maps want 0.6. */
  readonly probable?: number;
  /** Default 3. */
  readonly rounds?: number;
}

/** Weight of the border beside the colours (Rother et al., section 2.1). */
const GAMMA = 50;
/** More than all borders of a pixel: what is sure stays so. */
const CERTAIN = 9 * GAMMA;
/** Looks at neighbours, for each pixel: some fifty times what a cut usually takes. */
const PATIENCE = 4000;

/**
 * The object's mask by GrabCut (Rother, Kolmogorov and Blake, SIGGRAPH 2004, section 3): colours of the object and of
 * what surrounds it as two mixtures of Gaussians, borders along the picture's edges, the cheapest cut of both, and the
 * mixtures anew from the result. The worst case of a maximum flow is far from its usual one: it gives up.
 */
export function graphCut(
  surroundings: Surroundings,
  { sure = 0.6, probable = 0.3, rounds = 3 }: GraphCutOptions = {},
): Uint8Array | Refusal {
  const { width, height, colours, heat } = surroundings;
  const seeds = seedsOf(surroundings, sure);
  if (!seeds.object.includes(1)) return 'nothing-sure';
  const borders = borderWeights(surroundings);
  let mask: Uint8Array = Uint8Array.from(heat, (value, i) =>
    !seeds.around[i] && (seeds.object[i] || value >= probable) ? 1 : 0,
  );
  if (!mask.includes(0)) return 'everything';
  let object = startMixture(colours, (i) => mask[i] === 1);
  let around = startMixture(colours, (i) => mask[i] === 0);
  for (let round = 0; round < rounds; round++) {
    const before = mask;
    object = refineMixture(object, colours, (i) => before[i] === 1);
    around = refineMixture(around, colours, (i) => before[i] === 0);
    const terminal = terminalWeights(colours, seeds, object, around);
    const cut = cutGrid({ width, height, terminal, capacity: borders }, PATIENCE * width * height);
    if (!cut) return 'gave-up';
    if (!cut.includes(0)) return 'everything';
    if (!cut.includes(1)) return 'nothing';
    mask = cut;
  }
  return mask;
}

function terminalWeights(
  colours: Float32Array,
  { object: surely, around: surelyNot }: Seeds,
  object: GaussianMixture,
  around: GaussianMixture,
): Float64Array {
  return Float64Array.from({ length: surely.length }, (_, i) => {
    if (surely[i]) return CERTAIN;
    if (surelyNot[i]) return -CERTAIN;
    return energyOf(around, colours, i) - energyOf(object, colours, i);
  });
}

/**
 * gamma / distance * exp(-beta |difference|^2), beta = 1 / (2 mean |difference|^2) (eqs. 4 and 5, with eight
 * neighbours). Both ways alike, so half of the steps are looked at.
 */
function borderWeights({ width, height, colours }: Surroundings): Float64Array {
  const weights = new Float64Array(width * height * 8);
  let sum = 0;
  let count = 0;
  for (let step = 0; step < BACK; step++) {
    const [dx, dy] = STEPS[step];
    for (let y = 0; y < height - dy; y++) {
      for (let x = Math.max(0, -dx); x < width - Math.max(0, dx); x++) {
        const pixel = y * width + x;
        const difference = squaredDistance(colours, pixel * 3, (pixel + dy * width + dx) * 3);
        weights[pixel * 8 + step] = difference;
        sum += difference;
        count++;
      }
    }
  }
  const beta = sum > 0 ? count / (2 * sum) : 0;
  for (let step = 0; step < BACK; step++) {
    const [dx, dy] = STEPS[step];
    const most = GAMMA / Math.hypot(dx, dy);
    for (let y = 0; y < height - dy; y++) {
      for (let x = Math.max(0, -dx); x < width - Math.max(0, dx); x++) {
        const pixel = y * width + x;
        const weight = most * Math.exp(-beta * weights[pixel * 8 + step]);
        weights[pixel * 8 + step] = weight;
        weights[(pixel + dy * width + dx) * 8 + step + BACK] = weight;
      }
    }
  }
  return weights;
}

function squaredDistance(colours: Float32Array, a: number, b: number): number {
  const red = colours[a] - colours[b];
  const green = colours[a + 1] - colours[b + 1];
  const blue = colours[a + 2] - colours[b + 2];
  return red * red + green * green + blue * blue;
}
