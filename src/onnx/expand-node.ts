import type { Node } from './model.js';

/** AttributeProto.AttributeType GRAPH and GRAPHS. */
const GRAPH_KINDS: ReadonlySet<number> = new Set([5, 10]);

/** True for If, Loop, Scan and whatever else holds a graph. */
export function holdsGraph(node: Node): boolean {
  return [...node.attributes.values()].some(
    (attribute) => attribute.type === 'opaque' && GRAPH_KINDS.has(attribute.kind),
  );
}
