import { col2im, identityKernel } from '../formulas/col2im.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { NodeContext } from '../../onnx/rewrite/node-context.js';
import type { RuleTable } from './operator-table.js';
import { sizeOf } from '../../onnx/graph/shape.js';
import { windowOf } from '../../onnx/rewrite/window.js';

/** Windows summed back to where they lie in an image: the inverse of unfolding it. */
export const folding = {
  Col2Im: { since: 18, rewrite: fold },
} satisfies RuleTable;

/** [N, C taps, windows] to [N, C, ...image], as a transposed convolution. */
function fold({ b, node, x, y, ...c }: NodeContext): Value {
  const kernel = c.constant(2) ?? [];
  const taps = sizeOf(kernel);
  const { input, strides, begin, end, extent } = windowOf(node, kernel, y.shape, y.shape);
  const counts = input.map((size, i) => Math.floor((size + begin[i] + end[i] - extent[i]) / strides[i]) + 1);
  const planes = y.shape[0] * y.shape[1];
  const windows = b.reshape(x, [planes, taps, ...counts]);
  const identity = b.constant(identityKernel(taps), [taps, 1, ...kernel], x.dataType);
  const window = windowOf(node, kernel, y.shape, windows.shape);
  return b.reshape(col2im(b, windows, identity, window), y.shape);
}
