import { SaliencyError } from '../../../errors.js';
import type { ModelCard } from '../../../models/model-card.js';

type Activation = ModelCard['output']['activation'];

/** Softmax with the largest logit taken off first, so that nothing overflows. */
function softmax(logits: Float32Array): Float32Array {
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

export function labelOf(classIndex: number, labels: readonly string[]): string {
  return labels[classIndex] ?? `class ${classIndex}`;
}

const plain = (label: string): string => label.trim().toLowerCase();

/** ImageNet's labels list synonyms after commas; any of them will do. */
function findLabel(wanted: string, labels: readonly string[]): number {
  const exact = labels.indexOf(wanted);
  if (exact >= 0) return exact;
  const whole = labels.findIndex((label) => plain(label) === plain(wanted));
  if (whole >= 0) return whole;
  return labels.findIndex((label) => label.split(',').some((synonym) => plain(synonym) === plain(wanted)));
}

/**
 * The class that `targetClass` means: an index, a label, an index in digits, or the highest score.
 *
 * @throws SaliencyError `bad-option` for a class that the model does not have
 */
export function resolveClass(
  target: 'top' | number | string,
  labels: readonly string[],
  classes: number,
): 'top' | number {
  if (target === 'top') return 'top';
  const named = typeof target === 'string' ? findLabel(target, labels) : target;
  const index = named < 0 && /^\d+$/.test(String(target)) ? Number(target) : named;
  if (Number.isInteger(index) && index >= 0 && index < classes) return index;
  const known = labels.slice(0, 10).join('; ');
  const hint = known ? ` Its first labels are: ${known}.` : '';
  throw new SaliencyError(
    'bad-option',
    `The model has no class "${target}"; choose an index from 0 to ${classes - 1}, a label, or "top".${hint}`,
  );
}
