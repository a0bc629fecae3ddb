import type { Node, Tensor } from '../../onnx/graph/model.js';
import type { GraphBuilder } from '../../onnx/rewrite/graph-builder.js';
import { contextOf } from '../../onnx/rewrite/node-context.js';
import { bindOutputs } from '../../onnx/rewrite/bind-outputs.js';
import { findEntry } from '../rules/registry.js';

export interface RewriteRequest {
  readonly builder: GraphBuilder;
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  /** Opsets as the file has them; the builder's own may be lower. */
  readonly opsets: ReadonlyMap<string, number>;
}

/**
 * Replaces the operators that the WebGPU execution provider does not run (or runs wrongly) by others, under the
 * same tensor names. What a rewrite emits is rewritten in turn.
 */
export function rewriteForward({ builder, nodes, initializers, opsets }: RewriteRequest): Node[] {
  const emittedOpsets = new Map(opsets).set('', builder.opset);
  const rewriteNode = (node: Node, versions: ReadonlyMap<string, number>): Node[] => {
    const entry = findEntry(node.opType, node.domain, versions.get(node.domain) ?? 1);
    if (!entry?.rewrite || !hasTypes(builder, node)) return [node];
    const context = contextOf(builder, node, initializers);
    if (entry.when && !entry.when(context)) return [node];
    const replaced = bindOutputs(builder, node, entry.rewrite(context));
    return replaced.flatMap((emitted) => rewriteNode(emitted, emittedOpsets));
  };
  return nodes.flatMap((node) => rewriteNode(node, opsets));
}

function hasTypes(b: GraphBuilder, node: Node): boolean {
  const output = node.outputs.find((name) => name !== '') ?? '';
  const names = [...node.inputs.filter((name) => name !== ''), output];
  return names.every((name) => b.types.has(name));
}
