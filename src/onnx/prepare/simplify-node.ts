import type { Operator } from '../graph/operator.js';

const isOne = (values: readonly number[] | undefined): boolean =>
  values?.every((value) => value === 1) ?? true;
const isZero = (values: readonly number[] | undefined): boolean =>
  values?.every((value) => value === 0) ?? true;

/** A pool over single pixels, as AdaptiveAvgPool on an input of the wanted size is exported. */
function isPixelPool(op: Operator): boolean {
  return isOne(op.ints('kernel_shape')) && isOne(op.ints('strides')) && isZero(op.ints('pads'));
}

/** Operators that, under a condition, give their first input unchanged at inference. */
const PASS_THROUGH: Readonly<Record<string, (op: Operator) => boolean>> = {
  Identity: () => true,
  // Opset 12 and later train only where an input says so.
  Dropout: (op) => !op.has(2) || op.values(2)?.[0] === 0,
  AveragePool: isPixelPool,
  MaxPool: isPixelPool,
  Cast: (op) => op.types[0]?.dataType === op.int('to', 0),
};

/** True when the node's first output equals its first input, and nothing uses the other outputs. */
export function passesThrough(op: Operator, isUsed: (name: string) => boolean): boolean {
  const { node } = op;
  const others = node.outputs.slice(1).filter((name) => name !== '' && isUsed(name));
  return node.domain === '' && others.length === 0 && (PASS_THROUGH[node.opType]?.(op) ?? false);
}
