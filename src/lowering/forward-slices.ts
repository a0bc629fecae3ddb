import type { Node } from '../onnx/graph/model.js';
import { slicesOf } from '../onnx/rewrite/axis-slices.js';
import type { NodeContext } from '../onnx/rewrite/node-context.js';
import type { Value } from '../onnx/rewrite/node-emitter.js';
import { rewriteNodes, type NodesRequest } from '../onnx/rewrite/rewrite-nodes.js';

/** See the quirk `reversedSlices`: picks the same elements forwards, then reverses whole axes. */
export function forwardSlices(request: NodesRequest): Node[] {
  return rewriteNodes(request, ({ opType, domain }) =>
    opType === 'Slice' && domain === '' ? { rewrite: sliceForwards, when: isPartlyReversed } : undefined,
  );
}

function isPartlyReversed(context: NodeContext): boolean {
  const { b, x, y } = context;
  if (b.opset < 10 || !context.known(4)?.some((step) => step < 0)) return false;
  return slicesOf(context).some(({ axis, reversed }) => reversed && y.shape[axis] !== x.shape[axis]);
}

function sliceForwards(context: NodeContext): Value {
  const { b, x, y } = context;
  const slices = slicesOf(context);
  const picked = b.slice(
    x,
    slices.map(({ axis }) => axis),
    slices.map(({ first }) => first),
    slices.map(({ axis, first, step }) => first + (y.shape[axis] - 1) * step + 1),
    slices.map(({ step }) => step),
  );
  return b.reverse(
    picked,
    slices.filter(({ reversed }) => reversed).map(({ axis }) => axis),
  );
}
