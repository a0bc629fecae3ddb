import type { Node } from '../onnx/graph/model.js';
import { stringOf } from '../onnx/graph/attributes.js';
import type { Value } from '../onnx/rewrite/node-emitter.js';
import type { NodeContext } from '../onnx/rewrite/node-context.js';
import { paddingOf } from '../onnx/rewrite/padding.js';
import { rewriteNodes, type NodesRequest } from '../onnx/rewrite/rewrite-nodes.js';

/** See the quirk `zeroPads`: a column too many, cut off again, keeps Pad and MaxPool apart. */
export function unfuseZeroPads(request: NodesRequest): Node[] {
  const pooled = new Set(
    request.nodes
      .filter(({ opType, domain }) => opType === 'MaxPool' && domain === '')
      .map(({ inputs }) => inputs[0]),
  );
  return rewriteNodes(request, ({ opType, domain, outputs }) => {
    if (opType !== 'Pad' || domain !== '' || !pooled.has(outputs[0])) return undefined;
    return { rewrite: padAndTrim, when: padsWithZeros };
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
