import type { Graph } from './model.js';

type NamedGraph = Pick<Graph, 'nodes' | 'inputs' | 'outputs' | 'initializers' | 'valueInfo'>;

/**
 * The one maker of names for what is added to a graph: none of them is in use already. Tensors and nodes are two
 * namespaces (onnx/docs/IR.md), and a model may call a node and a tensor the same.
 */
export class FreshNames {
  readonly #tensors = new Set<string>();
  readonly #nodes = new Set<string>();

  constructor(graph?: NamedGraph) {
    if (!graph) return;
    const { nodes, inputs, outputs, initializers, valueInfo } = graph;
    this.hold([...inputs, ...outputs].map(({ name }) => name));
    this.hold([...initializers.keys(), ...valueInfo.keys()]);
    for (const node of nodes) {
      this.hold([...node.inputs, ...node.outputs]);
      this.#nodes.add(node.name);
    }
  }

  /** Names of tensors that are in use from now on. */
  hold(tensors: Iterable<string>): void {
    for (const name of tensors) this.#tensors.add(name);
  }

  /** A name for a tensor: the one that is wanted, where it is free. */
  tensor(wanted: string): string {
    return take(wanted, this.#tensors);
  }

  /** A name for a node; one without a name needs none. */
  node(wanted: string): string {
    return wanted === '' ? '' : take(wanted, this.#nodes);
  }
}

function take(wanted: string, taken: Set<string>): string {
  let name = wanted;
  while (taken.has(name)) name += "'";
  taken.add(name);
  return name;
}
