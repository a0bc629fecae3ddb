import type { BoundInputs } from './bind-inputs.js';
import { readConstant, type Constant } from './constant.js';
import { constantOfNode } from './constant-node.js';
import { foldNode } from './fold/fold-node.js';
import { inferTypes, operatorOf, staticType } from './infer-types.js';
import type { Model, Node, Tensor, TensorType } from './model.js';
import { passesThrough } from './simplify-node.js';

/** Walks a graph in topological order and sorts its nodes into constants, aliases, and what has to be run. */
export class Resolver {
  readonly nodes: Node[] = [];
  readonly types: Map<string, TensorType>;
  readonly initializers: Map<string, Tensor>;
  readonly aliases = new Map<string, string>();
  readonly #model: Model;
  readonly #symbols: ReadonlyMap<string, number>;
  readonly #outputs: ReadonlySet<string>;
  readonly #used: ReadonlySet<string>;
  readonly #constants = new Map<string, Constant | undefined>();

  constructor(model: Model, { types, symbols }: BoundInputs) {
    const { graph } = model;
    this.#model = model;
    this.#symbols = symbols;
    this.#outputs = new Set(graph.outputs.map(({ name }) => name));
    this.#used = new Set([...this.#outputs, ...graph.nodes.flatMap(({ inputs }) => inputs)]);
    this.types = new Map(types);
    this.initializers = new Map();
    for (const tensor of graph.initializers.values()) this.#addInitializer(tensor);
  }

  visit(original: Node): void {
    const node = this.#renamed(original);
    const lifted = constantOfNode(node);
    if (lifted) return this.#addInitializer(lifted);

    const opset = this.#model.opsets.get(node.domain) ?? 1;
    const op = operatorOf(node, opset, this);
    const types = inferTypes(op, (name) => staticType(this.#model.graph.valueInfo.get(name), this.#symbols));
    node.outputs.forEach((name, index) => {
      const type = types[index];
      if (name !== '' && type) this.types.set(name, type);
    });
    const [output] = node.outputs;
    const folded = this.#outputs.has(output)
      ? undefined
      : foldNode(op, types, (name) => this.initializers.get(name));
    if (folded) return folded.forEach((tensor) => this.#addInitializer(tensor));
    const isUsed = (name: string): boolean => this.#used.has(name);
    if (!this.#outputs.has(output) && passesThrough(op, isUsed)) {
      this.aliases.set(output, node.inputs[0]);
      this.types.delete(output);
      return;
    }
    this.nodes.push(node);
  }

  constant(name: string): Constant | undefined {
    if (!this.#constants.has(name)) {
      const tensor = this.initializers.get(name);
      this.#constants.set(name, tensor && readConstant(tensor));
    }
    return this.#constants.get(name);
  }

  #addInitializer(tensor: Tensor): void {
    this.initializers.set(tensor.name, tensor);
    this.types.set(tensor.name, { dataType: tensor.dataType, shape: tensor.dims });
  }

  #renamed(node: Node): Node {
    if (!node.inputs.some((name) => this.aliases.has(name))) return node;
    return { ...node, inputs: node.inputs.map((name) => this.aliases.get(name) ?? name) };
  }
}
