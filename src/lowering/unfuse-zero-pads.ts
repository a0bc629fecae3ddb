import type { Node, Tensor } from '../onnx/graph/model.js';
import { stringOf } from '../onnx/graph/attributes.js';
import type { GraphBuilder } from '../onnx/rewrite/graph-builder.js';
import type { Value } from '../onnx/rewrite/node-emitter.js';
import { contextOf, type NodeContext } from '../onnx/rewrite/node-context.js';
import { paddingOf } from '../onnx/rewrite/padding.js';
import { bindOutputs } from '../onnx/rewrite/bind-outputs.js';

export interface UnfuseRequest {
  readonly builder: GraphBuilder;
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, Tensor>;
}

/**
 * ONNX Runtime (1.30, in the browser too, and 1.31) fuses a Pad of zeros into the MaxPool behind it, which pads with minus
 * infinity: a border window of negative numbers then has another maximum. A column too many, cut off again, keeps
 * the two apart.
 */
export function unfuseZeroPads({ builder, nodes, initializers }: UnfuseRequest): Node[] {
  const pooled = new Set(
    nodes
      .filter(({ opType, domain }) => opType === 'MaxPool' && domain === '')
      .map(({ inputs }) => inputs[0]),
  );
  return nodes.flatMap((node) => {
    if (node.opType !== 'Pad' || node.domain !== '' || !pooled.has(node.outputs[0])) return [node];
    if (![node.inputs[0], node.outputs[0]].every((name) => builder.types.has(name))) return [node];
    const context = contextOf(builder, node, initializers);
    return padsWithZeros(context) ? bindOutputs(builder, node, padAndTrim(context)) : [node];
  });
}

/** Whichever way the value is given, it is zero if absent. */
function padsWithZeros(context: NodeContext): boolean {
  const { b, node, inputs } = context;
  if (stringOf(node, 'mode', 'constant') !== 'constant') return false;
  if (b.opset < 11) return (node.attributes.get('value')?.value ?? 0) === 0;
  return inputs[2] === undefined || context.known(2)?.[0] === 0;
}

function padAndTrim(context: NodeContext): Value {
  const { b, x, y } = context;
  const { begin, end } = paddingOf(context);
  const last = x.shape.length - 1;
  const wider = b.pad(x, begin, [...end.slice(0, last), end[last] + 1]);
  return b.slice(wider, [last], [0], [y.shape[last]]);
}
