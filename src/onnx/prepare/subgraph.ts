import { embedAttributes, embedTensor, HERE, readBytes } from '../codec/embedded-message.js';
import { GRAPH_SCHEMA } from '../codec/fields.js';
import type { Attribute, Graph } from '../graph/model.js';
import { parseGraph } from '../codec/parse-graph.js';

/** AttributeProto.g */
const GRAPH_FIELD = 6;

/** The graph in an opaque attribute (a branch of If), with all its constants in memory. */
export function parseSubgraph(attribute: Attribute | undefined): Graph | undefined {
  if (attribute?.type !== 'opaque') return undefined;
  const bytes = attribute.value;
  const message = readBytes(bytes, { [GRAPH_FIELD]: GRAPH_SCHEMA }).message(GRAPH_FIELD);
  if (!message) return undefined;
  const graph = parseGraph(message, HERE);
  const initializers = [...graph.initializers].map(
    ([name, tensor]) => [name, embedTensor(tensor, bytes)] as const,
  );
  return {
    ...graph,
    initializers: new Map(initializers),
    nodes: graph.nodes.map((node) => embedAttributes(node, bytes)),
  };
}
