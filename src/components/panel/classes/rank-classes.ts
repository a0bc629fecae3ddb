import { labelOf, softmax } from '../../../models/class-scores.js';

export interface RankedClass {
  readonly index: number;
  readonly label: string;
  /** As the model gives it: a probability or a logit. */
  readonly score: number;
  /** In [0, 1]: the score where it is a probability, else its softmax over all classes. */
  readonly share: number;
}

/** The `count` highest-scored classes, best first; ties in the order of the indices. */
export function rankClasses(scores: Float32Array, labels: readonly string[], count: number): RankedClass[] {
  const shares = classShares(scores);
  return strongest(scores, count).map((index) => ({
    index,
    label: labelOf(index, labels),
    score: scores[index],
    share: shares[index],
  }));
}

/** One pass: sorting all of them took longer than drawing the panel. */
function strongest(scores: Float32Array, count: number): number[] {
  const best: number[] = [];
  scores.forEach((score, index) => {
    if (best.length === count && !(score > scores[best[count - 1]])) return;
    const after = best.findIndex((other) => score > scores[other]);
    best.splice(after < 0 ? best.length : after, 0, index);
    if (best.length > count) best.pop();
  });
  return best;
}

const known = new WeakMap<Float32Array, Float32Array>();

/** Scores as fractions in [0, 1], computed once. */
export function classShares(scores: Float32Array): Float32Array {
  const shares = known.get(scores) ?? toShares(scores);
  known.set(scores, shares);
  return shares;
}

function toShares(scores: Float32Array): Float32Array {
  if (scores.every((score) => score >= 0 && score <= 1)) return scores;
  // A share of one class alone would always be the whole
  return scores.length === 1 ? scores.map(() => 0) : softmax(scores);
}
