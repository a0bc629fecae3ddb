import type { ModelCard } from './model-card.js';

type Activation = ModelCard['output']['activation'];

/** Softmax with the largest logit taken off first, so that nothing overflows. */
export function softmax(logits: Float32Array): Float32Array {
  const largest = logits.reduce((max, value) => Math.max(max, value), -Infinity);
  const powers = logits.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}

const ACTIVATIONS: Readonly<Record<Activation, (logits: Float32Array) => Float32Array>> = {
  softmax,
  sigmoid: (logits) => logits.map((value) => 1 / (1 + Math.exp(-value))),
  none: (logits) => logits.slice(),
};

/** One score for each class: in [0, 1] with an activation that gives such, else the logits. */
export function scoresOf(logits: Float32Array, activation: Activation): Float32Array {
  return ACTIVATIONS[activation](logits);
}

/** Also of a class that the labels do not reach. */
export function labelOf(classIndex: number, labels: readonly string[]): string {
  return labels[classIndex] ?? `class ${classIndex}`;
}
