import { SaliencyError } from '../../errors.js';
import type { BoundInputs } from './bind-inputs.js';
import { constantOfNode } from './constant-node.js';
import { readConstant, type Constant } from '../graph/constant.js';
import { sizeOf } from '../graph/shape.js';
import { expandCall, expandIf, type Expansion } from './expand-node.js';
import { foldNode } from '../fold/fold-node.js';
import { FreshNames } from '../graph/fresh-names.js';
import { inferenceNode, isTraining } from '../graph/inference-node.js';
import { inferTypes, operatorOf, staticType } from '../shapes/infer-types.js';
import { functionKey, modelFunctions, type ModelFunction } from './model-function.js';
import type { Model, Node, Tensor, TensorType } from '../graph/model.js';
import type { Operator } from '../graph/operator.js';
import { expandRuntimeOperator, RUNTIME_DOMAIN } from './runtime-operators.js';
import { passesThrough } from './simplify-node.js';
import { singleNode, singleTensor, singleType } from './single-precision.js';

/** Functions that call functions that call functions can grow without bound. */
const MAX_EXPANDED_NODES = 100_000;
const MAX_DEPTH = 32;
/** Folding is for shapes and small tables: a file may not make it fill the memory. */
const MAX_FOLDED_ELEMENTS = 4_000_000;

/** Walks a graph in topological order and sorts its nodes into constants, aliases, and what has to be run. */
export class Resolver {
  readonly nodes: Node[] = [];
  readonly types: Map<string, TensorType>;
  readonly initializers = new Map<string, Tensor>();
  readonly aliases = new Map<string, string>();
  readonly #model: Model;
  readonly #symbols: ReadonlyMap<string, number>;
  readonly #functions: ReadonlyMap<string, ModelFunction>;
  readonly #outputs: ReadonlySet<string>;
  readonly #used: Set<string>;
  readonly #constants = new Map<string, Constant | undefined>();
  readonly #opset: number | undefined;
  readonly #fresh: FreshNames;
  readonly #isSingle: boolean;
  #expanded = 0;
  #folded = 0;
  #trained = 0;

  /** @param isSingle whether float32 takes the place of every other floating-point type */
  constructor(model: Model, { types, symbols }: BoundInputs, isSingle = false) {
    const { graph } = model;
    this.#model = model;
    this.#isSingle = isSingle;
    this.#symbols = symbols;
    this.#opset = model.opsets.get('');
    this.#fresh = new FreshNames(graph);
    this.#functions = modelFunctions(model);
    this.#outputs = new Set(graph.outputs.map(({ name }) => name));
    this.#used = new Set([...this.#outputs, ...graph.nodes.flatMap(({ inputs }) => inputs)]);
    this.types = new Map([...types].map(([name, type]) => [name, this.#typed(type)]));
    for (const tensor of graph.initializers.values()) this.#addInitializer(tensor);
  }

  visit(original: Node, depth = 0): void {
    if (original.outputs.every((name) => name === '')) return;
    const renamed = this.#renamed(original);
    const node = this.#isSingle ? singleNode(renamed) : renamed;
    const lifted = constantOfNode(node);
    if (lifted) return this.#addInitializer(lifted);
    const expansion = this.#expansionOf(node);
    if (expansion) return this.#enter(node, expansion, depth);
    this.#resolve(node);
  }

  constant(name: string): Constant | undefined {
    if (!this.#constants.has(name)) {
      const tensor = this.initializers.get(name);
      this.#constants.set(name, tensor && readConstant(tensor));
    }
    return this.#constants.get(name);
  }

  /** True when a node that stays calls a function of the model. */
  get callsFunctions(): boolean {
    return this.nodes.some((node) => this.#functions.has(functionKey(node)));
  }

  /** What was read otherwise than the file says, as sentences. */
  get notes(): readonly string[] {
    if (this.#trained === 0) return [];
    return [
      `${this.#trained} BatchNormalization node(s) are in training mode, which makes the scores of an image depend on the others of its batch; they are run in evaluation mode. Export the model after model.eval() to have a file that says so.`,
    ];
  }

  #resolve(original: Node): void {
    const isUsed = (name: string): boolean => this.#used.has(name);
    const asFound = this.#operator(original);
    const node = inferenceNode(asFound, isUsed);
    const op = node === original ? asFound : this.#operator(node);
    if (isTraining(original) && node !== original) this.#trained++;
    const declared = (name: string): TensorType | undefined => {
      const type = staticType(this.#model.graph.valueInfo.get(name), this.#symbols);
      return type && this.#typed(type);
    };
    const types = inferTypes(op, declared);
    node.outputs.forEach((name, index) => {
      const type = types[index];
      if (name !== '' && type) this.types.set(name, type);
    });
    const [output] = node.outputs;
    if (this.#outputs.has(output)) return void this.nodes.push(node);

    const folded =
      this.#folded < MAX_FOLDED_ELEMENTS
        ? foldNode(op, types, (name) => this.initializers.get(name))
        : undefined;
    if (folded) return folded.forEach((tensor) => this.#addFolded(tensor));
    if (!passesThrough(op, isUsed)) return void this.nodes.push(node);
    this.aliases.set(output, node.inputs[0]);
    this.types.delete(output);
  }

  #operator(node: Node): Operator {
    return operatorOf(node, this.#model.opsets.get(node.domain) ?? 1, this);
  }

  #expansionOf(node: Node): Expansion | undefined {
    const body = this.#functions.size > 0 ? this.#functions.get(functionKey(node)) : undefined;
    // One graph has one version of each operator set: a body for another one cannot be inlined.
    if (body && (body.opset ?? this.#opset) === this.#opset) return expandCall(node, body, this.#fresh);
    if (node.domain === RUNTIME_DOMAIN) {
      const { types } = this;
      return expandRuntimeOperator(node, { opset: this.#opset ?? 1, types, fresh: this.#fresh });
    }
    if (node.opType !== 'If' || node.domain !== '') return undefined;
    const condition = this.constant(node.inputs[0])?.values[0];
    return condition === undefined ? undefined : expandIf(node, condition !== 0, this.#fresh);
  }

  #enter(node: Node, { nodes, initializers }: Expansion, depth: number): void {
    this.#expanded += nodes.length;
    if (depth >= MAX_DEPTH || this.#expanded > MAX_EXPANDED_NODES) {
      throw new SaliencyError(
        'model-unsupported',
        `The functions of the model nest too deeply (at ${node.opType} '${node.name}'); export it with its functions inlined.`,
        { details: { node: node.name, opType: node.opType } },
      );
    }
    for (const tensor of initializers) this.#addInitializer(tensor);
    for (const name of nodes.flatMap(({ inputs }) => inputs)) this.#used.add(name);
    for (const inner of nodes) this.visit(inner, depth + 1);
  }

  #addInitializer(given: Tensor): void {
    const tensor = this.#isSingle ? singleTensor(given) : given;
    this.initializers.set(tensor.name, tensor);
    this.types.set(tensor.name, { dataType: tensor.dataType, shape: tensor.dims });
  }

  #typed(type: TensorType): TensorType {
    return this.#isSingle ? singleType(type) : type;
  }

  #addFolded(tensor: Tensor): void {
    if (tensor.data) this.#folded += sizeOf(tensor.dims);
    this.#addInitializer(tensor);
  }

  #renamed(node: Node): Node {
    if (!node.inputs.some((name) => this.aliases.has(name))) return node;
    return { ...node, inputs: node.inputs.map((name) => this.aliases.get(name) ?? name) };
  }
}
