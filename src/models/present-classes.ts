import type { ClassScores } from './class-scores.js';

/** What a model's belief in a class is worth; see {@link presentClasses}. */
export interface PresenceRule {
  /** Least probability of a class by itself (sigmoid). */
  readonly threshold: number;
  /** Classes that exclude each other (softmax): the strongest, until they hold this much of the probability, */
  readonly mass: number;
  /** but none weaker than this part of the strongest, */
  readonly ratio: number;
  /** and no more than this many. */
  readonly most: number;
}

export const PRESENCE: PresenceRule = { threshold: 0.5, mass: 0.5, ratio: 0.5, most: 3 };

/**
 * Indices of the classes that a model believes are in the image, the strongest first.
 *
 * Scores of a sigmoid say it one by one. Those of a softmax share one belief between classes: a photograph of a cat gives
 * "Tabby" 0.4 and "Egyptian cat" 0.3, and of two animals each takes from the other. The strongest is always believed there.
 * Numbers that are no probabilities say nothing about presence.
 */
export function presentClasses(
  { scores, isProbability }: ClassScores,
  isShared: boolean,
  rule: PresenceRule = PRESENCE,
): number[] {
  if (!isProbability) return [];
  const order = Array.from(scores, (_, index) => index).sort((a, b) => scores[b] - scores[a] || a - b);
  if (!isShared) return order.filter((index) => scores[index] >= rule.threshold);
  const present: number[] = [];
  let mass = 0;
  for (const index of order.slice(0, rule.most)) {
    if (mass >= rule.mass || scores[index] < rule.ratio * scores[order[0]]) break;
    present.push(index);
    mass += scores[index];
  }
  return present;
}
