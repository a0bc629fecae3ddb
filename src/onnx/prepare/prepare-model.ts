import { SaliencyError } from '../../errors.js';
import { bindInputs, type BindOptions, type BoundInputs } from './bind-inputs.js';
import { holdsGraph } from './expand-node.js';
import { withoutFunctions } from './model-function.js';
import type { Graph, Model, Node, Tensor, TensorType, ValueInfo } from '../graph/model.js';
import { neededNodes } from '../graph/needed-nodes.js';
import { orderNodes } from '../graph/order-nodes.js';
import { Resolver } from './resolver.js';
import { withScoreOutputs } from './score-outputs.js';

export interface PrepareOptions extends BindOptions {
  /** Computes in float32 whatever floating-point type the file has: half, double, brain. */
  readonly singlePrecision?: boolean;
}

/** A model with static shapes, without what only computes shapes, and without nodes that change nothing. */
export interface PreparedModel {
  readonly model: Model;
  /** Types of inputs, initializers and node outputs; a tensor whose shape stays unknown is absent. */
  readonly types: ReadonlyMap<string, TensorType>;
  /** Tensors that are gone because they equalled another one, which is the value. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Guesses and remarks, as sentences for people. */
  readonly notes: readonly string[];
}

/** Of the oldest models that ONNX Runtime takes. */
export const LOWEST_OPSET = 7;
const HIGHEST_OPSET = 24;

/**
 * Makes a model ready for differentiation: binds symbolic sizes, infers all shapes, folds constants,
 * and drops dead nodes.
 *
 * @throws SaliencyError `model-invalid` for graphs that contradict themselves, `model-unsupported` for opsets
 * below 7 and for control flow that depends on the image, `bad-option` for shapes that do not fit
 */
export function prepareModel(file: Model, options: PrepareOptions = {}): PreparedModel {
  const notes = [...checkOpset(file)];
  const scored = withScoreOutputs(file.graph);
  const model = { ...file, graph: scored.graph };
  const bound = bindInputs(model.graph, options);
  const resolver = new Resolver(model, bound, options.singlePrecision);
  for (const node of orderNodes(model.graph)) visit(resolver, node, bound);

  const { nodes, initializers } = prune(model.graph, resolver);
  refuseControlFlow(nodes);
  const graph: Graph = {
    ...model.graph,
    nodes,
    initializers,
    inputs: model.graph.inputs.map((info) => withType(info, resolver.types)),
    outputs: model.graph.outputs.map((info) => withType(info, resolver.types)),
    valueInfo: new Map(),
  };
  return {
    model: { ...(resolver.callsFunctions ? model : withoutFunctions(model)), graph },
    types: resolver.types,
    aliases: new Map([...resolver.aliases, ...scored.aliases]),
    notes: [...notes, ...bound.notes, ...resolver.notes],
  };
}

/** A graph that contradicts itself may only contradict a size that was guessed. */
function visit(resolver: Resolver, node: Node, { advice }: BoundInputs): void {
  try {
    resolver.visit(node);
  } catch (thrown) {
    if (!(thrown instanceof SaliencyError) || thrown.code !== 'model-invalid' || advice.length === 0)
      throw thrown;
    const { message, details } = thrown;
    throw new SaliencyError('model-invalid', [message, ...advice].join(' '), { cause: thrown, details });
  }
}

function checkOpset({ opsets }: Model): readonly string[] {
  const opset = opsets.get('');
  if (opset === undefined || opset < LOWEST_OPSET) {
    throw new SaliencyError(
      'model-unsupported',
      `The model uses ONNX opset ${opset ?? 'none'}; ${LOWEST_OPSET} is the least supported. Export it again, or convert it with onnx.version_converter.`,
      { details: { opset } },
    );
  }
  if (opset <= HIGHEST_OPSET) return [];
  return [`The model uses opset ${opset}; operators are read as in opset ${HIGHEST_OPSET}.`];
}

/** Keeps what the graph's outputs need. */
function prune(graph: Graph, resolver: Resolver): Pick<Graph, 'nodes' | 'initializers'> {
  const outputs = graph.outputs.map(({ name }) => name);
  const nodes = neededNodes(resolver.nodes, outputs);
  const used = new Set([...outputs, ...nodes.flatMap(({ inputs }) => inputs)]);
  const initializers = new Map<string, Tensor>();
  for (const [name, tensor] of resolver.initializers) {
    if (used.has(name)) initializers.set(name, tensor);
  }
  return { nodes, initializers };
}

function refuseControlFlow(nodes: readonly Node[]): void {
  const found = nodes.filter(holdsGraph);
  if (found.length === 0) return;
  const list = found.map(({ opType, name, outputs }) => `${opType} '${name || outputs[0]}'`).join(', ');
  throw new SaliencyError(
    'model-unsupported',
    `The model decides at run time what to compute (${list}), which cannot be differentiated. Export it for a fixed input size, and by tracing instead of scripting.`,
    { details: { nodes: found.map(({ opType, name }) => ({ opType, name })) } },
  );
}

function withType(info: ValueInfo, types: ReadonlyMap<string, TensorType>): ValueInfo {
  const type = types.get(info.name);
  if (!type) return info;
  const { name, fileType, unknown } = info;
  return { name, dataType: type.dataType, dims: type.shape, fileType, unknown };
}
