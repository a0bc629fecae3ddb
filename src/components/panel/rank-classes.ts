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
    label: labels[index] ?? `class ${index}`,
    score,
    share: shares[index],
  }))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, count);
}

function toShares(scores: Float32Array): Float32Array {
  if (scores.every((score) => score >= 0 && score <= 1)) return scores;
  const top = scores.reduce((high, score) => Math.max(high, score), Number.NEGATIVE_INFINITY);
  const powers = scores.map((score) => Math.exp(score - top));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
