import { intOf } from '../onnx/graph/attributes.js';
import type { Node, TensorType } from '../onnx/graph/model.js';
import type { GraphBuilder } from '../onnx/rewrite/graph-builder.js';
import type { NodesRequest } from '../onnx/rewrite/rewrite-nodes.js';

/** See the quirk `oddConvolutions`: gives such a convolution channels of zeros, up to a multiple of 4. */
export function padOddConvolutions({ builder, nodes }: NodesRequest): Node[] {
  return nodes.flatMap((node) => {
    const weights = builder.types.get(node.inputs[1] ?? '');
    if (node.opType !== 'Conv' || node.domain !== '' || !weights) return [node];
    if (!isOddConvolution(weights.shape, intOf(node, 'group', 1))) return [node];
    emitPadded(builder, node, weights);
    return builder.takeNodes();
  });
}

/** @param weights [outputs, inputs / group, ...kernel] */
export function isOddConvolution(weights: readonly number[], group = 1): boolean {
  const [outputs = 1, inputs = 1, ...kernel] = weights;
  const isWide = kernel.length <= 2 && kernel.some((size) => size > 1);
  return isWide && group === 1 && inputs > 3 && inputs % 3 === 0 && inputs % 4 !== 0 && outputs % 4 === 0;
}

/** The runtime folds the padding of the weights when it loads them. */
function emitPadded(b: GraphBuilder, node: Node, { dataType, shape }: TensorType): void {
  const [name, weights, ...bias] = node.inputs;
  const [, inputs = 0] = shape;
  const known = b.types.get(name);
  // A convolution of an image of unknown size goes just as wrong, and its padding needs the rank alone
  const x = { name, dataType, shape: known?.shape ?? shape.map((_, axis) => (axis === 1 ? inputs : NaN)) };
  const none = shape.map(() => 0);
  const extra = shape.map((_, axis) => (axis === 1 ? 4 - (inputs % 4) : 0));
  const padded = b.pad(x, none, extra);
  if (!known) b.types.delete(padded.name);
  b.emitNamed(
    node.outputs[0],
    'Conv',
    [
      padded,
      b.pad(b.value(weights), none, extra),
      ...bias.filter((one) => one !== '').map((one) => b.value(one)),
    ],
    Object.fromEntries(node.attributes),
  );
}
