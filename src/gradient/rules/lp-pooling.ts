import { intOf } from '../../onnx/graph/attributes.js';
import type { GraphBuilder } from '../../onnx/rewrite/graph-builder.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { NodeContext } from '../../onnx/rewrite/node-context.js';
import type { RuleTable } from './operator-table.js';
import { range, sizeOf } from '../../onnx/graph/shape.js';
import { kernelOf, windowOf } from '../../onnx/rewrite/window.js';

const REMARKS = 'gradient 0 where the norm is 0';

/** y = (sum of |x|^p)^(1/p) over a window, padding counting as 0, or over the whole plane. WebGPU has no kernel. */
export const lpPooling = {
  LpPool: {
    since: 2,
    rewrite: (c) => norm(c, (powers) => sumOfWindows(c, powers)),
    remarks: REMARKS,
  },
  GlobalLpPool: {
    since: 2,
    rewrite: (c) => norm(c, (powers) => c.b.reduce('ReduceSum', powers, range(c.x.shape.length - 2, 2))),
    remarks: REMARKS,
  },
} satisfies RuleTable;

function norm({ b, node, x }: NodeContext, sum: (powers: Value) => Value): Value {
  const p = intOf(node, 'p', 2);
  const size = b.unary('Abs', x);
  if (p === 1) return sum(size);
  return root(b, sum(p === 2 ? b.mul(x, x) : b.pow(size, p)), p);
}

/** The root of 1 stands in for that of 0, whose slope is infinite: no gradient passes, and 0 times infinity never is. */
function root(b: GraphBuilder, sum: Value, p: number): Value {
  const positive = b.greater(sum, 0);
  const safe = b.where(positive, sum, b.scalar(1, sum.dataType));
  return b.where(positive, p === 2 ? b.unary('Sqrt', safe) : b.pow(safe, 1 / p), 0);
}

/** A convolution with ones, one plane after the other; it has dilations in every opset, unlike AveragePool. */
function sumOfWindows({ b, node, x, y }: NodeContext, powers: Value): Value {
  const { kernel, strides, dilations, begin, reach, input, output } = windowOf(
    node,
    kernelOf(node),
    x.shape,
    y.shape,
  );
  const planes = x.shape[0] * x.shape[1];
  const ones = b.constant(new Float32Array(sizeOf(kernel)).fill(1), [1, 1, ...kernel], x.dataType);
  const sums = b.emit('Conv', [b.reshape(powers, [planes, 1, ...input]), ones], [planes, 1, ...output], {
    kernel_shape: kernel,
    strides,
    dilations,
    pads: [...begin, ...reach.map((n) => Math.max(n, 0))],
    group: 1,
  });
  return b.reshape(sums, y.shape);
}
