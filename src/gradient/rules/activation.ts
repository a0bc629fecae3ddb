import { floatOf } from '../attributes.js';
import type { Value } from '../graph-builder.js';
import type { GradientContext, RuleTable } from '../operator-table.js';

/** Slopes are taken from the output where it tells enough: the runtime then keeps convolution and activation fused. */
export const activation = {
  // dx = dy where y > 0
  Relu: { gradient: [({ b, y, dy }) => b.where(b.greater(y, 0), dy, 0)] },
  // dx = dy where min < y < max
  Clip: { gradient: [clip] },
  // y (1 - y)
  Sigmoid: { gradient: [({ b, y, dy }) => b.mul(dy, b.mul(y, b.sub(1, y)))] },
  // 1 - y^2
  Tanh: { gradient: [({ b, y, dy }) => b.mul(dy, b.sub(1, b.mul(y, y)))] },
  // 1, or alpha where y < 0; with alpha <= 0 the sign of y does not tell that of x
  LeakyRelu: { gradient: [({ b, node, x, y, dy }) => leaky(b, dy, floatOf(node, 'alpha', 0.01), x, y)] },
} satisfies RuleTable;

function leaky(b: GradientContext['b'], dy: Value, alpha: number, x: Value, y: Value): Value {
  return b.where(b.greater(alpha > 0 ? y : x, 0), dy, b.mul(dy, alpha));
}

/** Bounds are attributes before opset 11, optional inputs from then on. */
function clip(context: GradientContext): Value {
  const { b, y, dy } = context;
  const lowest = b.opset < 11 ? attribute(context, 'min') : context.inputs[1];
  const highest = b.opset < 11 ? attribute(context, 'max') : context.inputs[2];
  const above = lowest ? b.where(b.greater(y, lowest), dy, 0) : dy;
  return highest ? b.where(b.less(y, highest), above, 0) : above;
}

function attribute({ b, node, x }: GradientContext, name: string): Value | undefined {
  return node.attributes.has(name) ? b.scalar(floatOf(node, name, 0), x.dataType) : undefined;
}
