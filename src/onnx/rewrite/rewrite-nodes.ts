import type { Node, Tensor } from '../graph/model.js';
import { bindOutputs } from './bind-outputs.js';
import type { GraphBuilder } from './graph-builder.js';
import { contextOf, type NodeContext } from './node-context.js';
import type { Value } from './node-emitter.js';

/** Nodes in topological order, and where what they read is looked up. */
export interface NodesRequest {
  readonly builder: GraphBuilder;
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, Tensor>;
}

/** Replaces a node by others. */
export interface NodeRewrite {
  /** One value per output of the node. */
  readonly rewrite: (context: NodeContext) => Value | readonly Value[];
  /** Only where this holds. */
  readonly when?: (context: NodeContext) => boolean;
}

/**
 * Replaces nodes under the same tensor names, as `find` says; what a rewrite emits is rewritten in turn. A node whose
 * tensors have no known shapes stays as it is.
 */
export function rewriteNodes(
  { builder, nodes, initializers }: NodesRequest,
  find: (node: Node, isEmitted: boolean) => NodeRewrite | undefined,
): Node[] {
  const rewriteNode = (node: Node, isEmitted: boolean): Node[] => {
    const found = find(node, isEmitted);
    if (!found || !hasTypes(builder, node)) return [node];
    const context = contextOf(builder, node, initializers);
    if (found.when && !found.when(context)) return [node];
    const replaced = bindOutputs(builder, node, found.rewrite(context));
    return replaced.flatMap((emitted) => rewriteNode(emitted, true));
  };
  return nodes.flatMap((node) => rewriteNode(node, false));
}

function hasTypes(b: GraphBuilder, node: Node): boolean {
  const output = node.outputs.find((name) => name !== '') ?? '';
  const names = [...node.inputs.filter((name) => name !== ''), output];
  return names.every((name) => b.types.has(name));
}
