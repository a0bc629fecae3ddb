import { intOf, intsAttribute } from '../../onnx/graph/attributes.js';
import { firstMaximum, firstMinimum } from '../formulas/first-maximum.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { NodeContext } from '../../onnx/rewrite/node-context.js';
import type { GradientContext, RuleTable } from './operator-table.js';
import { normaliseAxes, range, reducedShape, sizeOf } from '../../onnx/graph/shape.js';
import { signed } from './arithmetic.js';

/** Reduced axes come back with size 1; the engine repeats the gradient along them. */
export const reduction = {
  ReduceSum: { gradient: [(c) => kept(c, c.dy)] },
  ReduceMean: { gradient: [(c) => c.b.mul(kept(c, c.dy), 1 / countOf(c))] },
  ReduceMax: {
    gradient: [(c) => c.b.mul(firstMaximum(c.b, c.x, kept(c, c.y), axesOf(c)), kept(c, c.dy))],
    remarks: 'ties: the first',
  },
  ReduceMin: {
    gradient: [(c) => c.b.mul(firstMinimum(c.b, c.x, kept(c, c.y), axesOf(c)), kept(c, c.dy))],
    remarks: 'ties: the first',
  },
  // The product of the other elements
  ReduceProd: { gradient: [product] },
  // sign(x)
  ReduceL1: { gradient: [(c) => signed(c.b, c.x, kept(c, c.dy))] },
  // x / y
  ReduceL2: { gradient: [l2], remarks: 'gradient 0 where the norm is 0' },
  // 2 x
  ReduceSumSquare: { gradient: [(c) => c.b.mul(c.b.mul(c.x, 2), kept(c, c.dy))] },
  // y = log(sum(x)): e^-y
  ReduceLogSum: { gradient: [(c) => kept(c, c.b.mul(c.dy, c.b.unary('Exp', c.b.unary('Neg', c.y))))] },
  // e^(x - y)
  ReduceLogSumExp: {
    gradient: [(c) => c.b.mul(kept(c, c.dy), c.b.unary('Exp', c.b.sub(c.x, kept(c, c.y))))],
  },
} satisfies RuleTable;

/** A reduced tensor with its reduced axes as size 1. */
function kept(context: NodeContext, reduced: Value): Value {
  return context.b.reshape(reduced, reducedShape(context.x.shape, axesOf(context)));
}

function axesOf(context: NodeContext): number[] {
  const { node, x } = context;
  const axes = context.inputs.length > 1 ? context.constant(1) : intsAttribute(node, 'axes');
  if (axes && axes.length > 0) return normaliseAxes(axes, x.shape.length);
  return intOf(node, 'noop_with_empty_axes', 0) === 1 ? [] : range(x.shape.length);
}

function countOf(context: NodeContext): number {
  return sizeOf(axesOf(context).map((axis) => context.x.shape[axis]));
}

/** Without the zeros the product is p: the others multiply to p / x, to p for the only zero, and to 0 beside a zero. */
function product(context: GradientContext): Value {
  const { b, x, dy } = context;
  const isZero = b.equal(x, 0);
  const zeros = b.cast(isZero, x.dataType);
  const others = b.sub(b.reduce('ReduceSum', zeros, axesOf(context)), zeros);
  const factors = b.where(isZero, b.scalar(1, x.dataType), x);
  const share = b.div(b.mul(kept(context, dy), b.reduce('ReduceProd', factors, axesOf(context))), factors);
  return b.where(b.less(others, 0.5), share, 0);
}

function l2(context: GradientContext): Value {
  const { b, x, y, dy } = context;
  const norm = kept(context, y);
  return b.where(b.greater(norm, 0), b.div(b.mul(x, kept(context, dy)), norm), 0);
}
