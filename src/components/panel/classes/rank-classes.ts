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
  const shares = toShares(scores);
  return Array.from(scores, (score, index) => ({
    index,
    label: labelOf(index, labels),
    score,
    share: shares[index],
  }))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, count);
}

function toShares(scores: Float32Array): Float32Array {
  if (scores.every((score) => score >= 0 && score <= 1)) return scores;
  // A share of one class alone would always be the whole
  return scores.length === 1 ? scores.map(() => 0) : softmax(scores);
}
