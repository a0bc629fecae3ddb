import { guidedFilter } from './guided-filter.js';
import { colourBins } from './colour-bins.js';
import { labColours } from './lab-colours.js';
import type { Refusal } from '../shape/refusal.js';
import { seedsOf } from '../cut/seeds.js';
import { smoothHistogram } from './smooth-histogram.js';
import type { Surroundings } from '../shape/surroundings.js';

export interface ColourRatioOptions {
  /** Of the draft's own peak: surely the object. Default 0.6; flat maps want 0.8. */
  readonly sure?: number;
  /** Default 3. */
  readonly rounds?: number;
}

/** Weight of the map beside the colours. */
const PRIOR = 4;
/** The map says nothing at this share of its peak. */
const NEUTRAL = 0.3;
/** Colours that were never seen: no ratio is certain. */
const FLOOR = 1e-5;
/** So much evidence is as good as certain. */
const MOST = 8;
const RADIUS = 3;
const EPSILON = 1e-3;

/**
 * The object's mask by the ratio of two colour histograms, of what is likely the object and of what is likely not; the
 * map is the prior, a guided filter takes the probabilities to the picture's edges, and both histograms are taken anew
 * from the result.
 *
 * The log-ratio of Bayes' rule for two classes: log p(object | colour) / p(around | colour) = log of the histograms'
 * ratio + the prior's.
 */
export function colourRatio(
  surroundings: Surroundings,
  { sure = 0.6, rounds = 3 }: ColourRatioOptions = {},
): Uint8Array | Refusal {
  const { width, height, heat } = surroundings;
  const seeds = seedsOf(surroundings, sure);
  if (!seeds.object.includes(1)) return 'nothing-sure';
  const lab = labColours(surroundings.colours);
  const bins = colourBins(lab);
  const smooth = guidedFilter(lab, width, height, RADIUS, EPSILON);
  const prior = heat.map((value) => Math.min(1, Math.max(0, value)));
  const used = new Set(bins);
  let object = prior;
  for (let round = 0; round < rounds; round++) {
    const inside = smoothHistogram(bins, (i) => object[i] ** 2);
    const outside = smoothHistogram(bins, (i) => (1 - object[i]) ** 2);
    const ratio = new Float64Array(inside.length);
    for (const bin of used) ratio[bin] = Math.log((inside[bin] + FLOOR) / (outside[bin] + FLOOR));
    const likely = new Float32Array(prior.length);
    for (let i = 0; i < likely.length; i++) {
      if (seeds.around[i]) continue;
      const evidence = ratio[bins[i]] + PRIOR * (prior[i] - NEUTRAL);
      likely[i] = seeds.object[i] ? 1 : 1 / (1 + Math.exp(-Math.min(MOST, Math.max(-MOST, evidence))));
    }
    object = smooth(likely).map((value) => Math.min(1, Math.max(0, value)));
  }
  return Uint8Array.from(object, (value) => (value > 0.5 ? 1 : 0));
}
