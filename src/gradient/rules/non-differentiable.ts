import { intOf } from '../../onnx/graph/attributes.js';
import { DataType } from '../../onnx/graph/model.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { NodeContext } from '../../onnx/rewrite/node-context.js';
import type { OperatorEntry, RuleTable } from './operator-table.js';
import { fromStart, range } from '../../onnx/graph/shape.js';

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
  OneHot: {
    constant: true,
    rewrite: oneHot,
    when: (c) => c.known(1) !== undefined && c.known(2) !== undefined && c.y.dataType === DataType.FLOAT,
  },
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

/** y is `on` where the index of its place along the axis is x, else `off`; negative x count from the end. */
function oneHot(context: NodeContext): Value {
  const { b, node, x, y } = context;
  const [depth = 0] = context.known(1) ?? [];
  const [off = 0, on = 1] = context.known(2) ?? [];
  const axis = fromStart(intOf(node, 'axis', -1), y.shape.length);
  const places = b.reshape(
    b.cast(x, DataType.FLOAT),
    y.shape.map((size, i) => (i === axis ? 1 : size)),
  );
  const counted = b.where(b.less(places, 0), b.add(places, depth), places);
  const own = b.constant(
    range(depth),
    y.shape.map((_, i) => (i === axis ? depth : 1)),
  );
  return b.where(b.equal(counted, own), b.scalar(on), b.scalar(off));
}
