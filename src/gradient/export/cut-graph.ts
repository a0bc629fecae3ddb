import type { Node, Tensor } from '../../onnx/graph/model.js';
import { neededNodes } from '../../onnx/graph/needed-nodes.js';

export interface CutRequest {
  /** In topological order. */
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  readonly layers: readonly string[];
  /** What the head must compute: the logits. */
  readonly outputs: readonly string[];
}

export interface Cut {
  readonly head: readonly Node[];
  readonly trunk: readonly Node[];
  /** Tensors that go from the trunk to the head: first the layers where it starts, then side inputs. */
  readonly carried: readonly string[];
}

/**
 * Divides the graph at the layers: the head holds what depends on a layer and leads to the outputs (and to later
 * layers), the trunk what the head needs besides. Subgraphs of constants are repeated on both sides.
 */
export function cutGraph({ nodes, initializers, layers, outputs }: CutRequest): Cut {
  const constants = constantTensors(nodes, initializers);
  const dependent = tensorsBehind(nodes, layers);
  const frontier = layers.filter((layer) => !dependent.has(layer));
  const inHead = (node: Node): boolean =>
    node.outputs.some((name) => dependent.has(name) || constants.has(name));
  const head = neededNodes(nodes.filter(inHead), [...outputs, ...layers], new Set(frontier));
  const made = new Set(head.flatMap((node) => node.outputs));
  const used = new Set(head.flatMap((node) => node.inputs));
  const isSide = (name: string): boolean =>
    name !== '' && !made.has(name) && !constants.has(name) && !frontier.includes(name);
  const direct = outputs.filter((name) => !made.has(name));
  const carried = [...frontier, ...new Set([...used, ...direct].filter(isSide))];
  return { head, carried, trunk: neededNodes(nodes, carried) };
}

/** Initializers, and what is computed from nothing else. */
function constantTensors(nodes: readonly Node[], initializers: ReadonlyMap<string, Tensor>): Set<string> {
  const constants = new Set(initializers.keys());
  for (const node of nodes) {
    const fixed = node.inputs.every((name) => name === '' || constants.has(name));
    if (fixed) node.outputs.forEach((name) => constants.add(name));
  }
  return constants;
}

function tensorsBehind(nodes: readonly Node[], sources: readonly string[]): Set<string> {
  const reached = new Set(sources);
  const behind = new Set<string>();
  for (const node of nodes) {
    if (!node.inputs.some((name) => reached.has(name))) continue;
    node.outputs.filter((name) => name !== '').forEach((name) => reached.add(name) && behind.add(name));
  }
  return behind;
}
