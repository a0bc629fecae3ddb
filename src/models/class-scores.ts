import type { ModelCard } from './model-card.js';

export type Activation = ModelCard['output']['activation'];

/** Softmax with the largest logit taken off first, so that nothing overflows. */
export function softmax(logits: Float32Array): Float32Array {
  const largest = logits.reduce((max, value) => Math.max(max, value), -Infinity);
  const powers = logits.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}

export const ACTIVATIONS: Readonly<Record<Activation, (logits: Float32Array) => Float32Array>> = {
  softmax,
  sigmoid: (logits) => logits.map((value) => 1 / (1 + Math.exp(-value))),
  none: (logits) => logits.slice(),
};

/** How far from 1 a sum of probabilities in half precision may be. */
const SUM_TOLERANCE = 2e-3;

/** Whether these are the probabilities of classes that exclude each other. */
export function isDistribution(values: Float32Array): boolean {
  if (values.length < 2 || !values.every((value) => value >= 0 && value <= 1)) return false;
  return Math.abs(values.reduce((sum, value) => sum + value, 0) - 1) <= SUM_TOLERANCE;
}

/** How the numbers that a model gives for its classes are read. */
export interface ScoreReading {
  readonly activation: Activation;
  /** What is read may have gone through an activation that was not found in the graph. */
  readonly mayBeFinal: boolean;
  /** With `none`: the numbers are known to be probabilities. */
  readonly isProbability: boolean;
}

/** Of logits, by a card that knows what becomes of them. */
export function readingOf({ output }: Pick<ModelCard, 'output'>): ScoreReading {
  return { activation: output.activation, mayBeFinal: false, isProbability: false };
}

export interface ClassScores {
  /** One for each class. */
  readonly scores: Float32Array;
  /** In [0, 1], as probabilities are; else they are logits, or quantities. */
  readonly isProbability: boolean;
}

/** One score for each class. Probabilities never go through a softmax again, whatever is asked for. */
export function scoresOf(logits: Float32Array, reading: ScoreReading): ClassScores {
  const { activation, mayBeFinal, isProbability } = reading;
  const isFinal = mayBeFinal && activation !== 'sigmoid' && isDistribution(logits);
  if (isFinal) return { scores: logits.slice(), isProbability: true };
  return {
    scores: ACTIVATIONS[activation](logits),
    isProbability: activation !== 'none' || isProbability,
  };
}

/** Also of a class that the labels do not reach. */
export function labelOf(classIndex: number, labels: readonly string[]): string {
  return labels[classIndex] ?? `class ${classIndex}`;
}
