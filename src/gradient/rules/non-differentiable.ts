import type { OperatorEntry, RuleTable } from '../operator-table.js';

/** The output is an integer, a truth value, piecewise constant, or does not depend on the values of the input. */
const CONSTANT: OperatorEntry = { constant: true };

export const nonDifferentiable = {
  Shape: CONSTANT,
  Size: CONSTANT,
  ArgMax: CONSTANT,
  ArgMin: CONSTANT,
  Equal: CONSTANT,
  Greater: CONSTANT,
  GreaterOrEqual: CONSTANT,
  Less: CONSTANT,
  LessOrEqual: CONSTANT,
  And: CONSTANT,
  // not (not a and not b): WebGPU has no kernel
  Or: { constant: true, rewrite: ({ b, x, ...c }) => b.not(b.and(b.not(x), b.not(c.input(1)))) },
  Xor: CONSTANT,
  Not: CONSTANT,
  IsNaN: CONSTANT,
  IsInf: CONSTANT,
  Floor: CONSTANT,
  Ceil: CONSTANT,
  Round: CONSTANT,
  Hardmax: CONSTANT,
  OneHot: CONSTANT,
  NonZero: CONSTANT,
  EyeLike: CONSTANT,
  Constant: CONSTANT,
  ConstantOfShape: CONSTANT,
  Range: CONSTANT,
  RandomNormal: CONSTANT,
  RandomNormalLike: CONSTANT,
  RandomUniform: CONSTANT,
  RandomUniformLike: CONSTANT,
  NonMaxSuppression: CONSTANT,
  // From integers, which nothing passes through; weights are constants
  DequantizeLinear: {
    constant: true,
    remarks: 'of weights; use the floating-point model if activations are integers',
  },
  QuantizeLinear: { constant: true, remarks: 'use the floating-point model' },
  DynamicQuantizeLinear: { constant: true, remarks: 'use the floating-point model' },
} satisfies RuleTable;
