import type { Node } from '../../onnx/graph/model.js';
import { rewriteNodes, type NodesRequest } from '../../onnx/rewrite/rewrite-nodes.js';
import { findEntry } from '../rules/registry.js';

export interface RewriteRequest extends NodesRequest {
  /** Opsets as the file has them; the builder's own may be lower. */
  readonly opsets: ReadonlyMap<string, number>;
}

/** Expresses operators by those that have a gradient and a kernel; see the quirk `missingKernels`. */
export function rewriteForward({ opsets, ...request }: RewriteRequest): Node[] {
  const emittedOpsets = new Map(opsets).set('', request.builder.opset);
  return rewriteNodes(request, (node, isEmitted) => {
    const opset = (isEmitted ? emittedOpsets : opsets).get(node.domain) ?? 1;
    const { rewrite, when } = findEntry(node.opType, node.domain, opset) ?? {};
    return rewrite && { rewrite, when };
  });
}
