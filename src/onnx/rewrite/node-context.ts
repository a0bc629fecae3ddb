import { SaliencyError } from '../../errors.js';
import { readConstant } from '../graph/constant.js';
import type { Node, Tensor } from '../graph/model.js';
import type { GraphBuilder } from './graph-builder.js';
import type { Value } from './node-emitter.js';

/** A node with its tensors, as a rule or a rewrite sees it. */
export interface NodeContext {
  readonly b: GraphBuilder;
  readonly node: Node;
  /** First input, and the first output that is not absent. */
  readonly x: Value;
  readonly y: Value;
  /** `undefined` where an optional input is absent. */
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly (Value | undefined)[];
  /** The input at `index`; throws `model-invalid` if it is absent. */
  input(index: number): Value;
  /** The numbers of a constant input, or `undefined` if the input is absent; throws if it is not a constant. */
  constant(index: number): readonly number[] | undefined;
  /** The numbers of an input if they are in the graph: neither computed nor in a file that was not read. */
  known(index: number): readonly number[] | undefined;
  /** The initializer behind an input. */
  initializer(index: number): Tensor | undefined;
}

/** @throws `model-unsupported` when the shape of one of the node's tensors is unknown */
export function contextOf(
  b: GraphBuilder,
  node: Node,
  initializers: ReadonlyMap<string, Tensor>,
): NodeContext {
  const inputs = node.inputs.map((name) => (name === '' ? undefined : b.value(name)));
  const outputs = node.outputs.map((name) => (name === '' || !b.types.has(name) ? undefined : b.value(name)));
  const initializer = (index: number): Tensor | undefined => {
    const name = node.inputs[index] ?? '';
    return initializers.get(name) ?? b.initializers.get(name);
  };
  const input = (index: number): Value => {
    const value = inputs[index];
    if (value) return value;
    throw new SaliencyError(
      'model-invalid',
      `${node.opType} "${node.name}" lacks input ${index}; re-export the model.`,
    );
  };
  return {
    b,
    node,
    inputs,
    outputs,
    input,
    initializer,
    // The first input of a node without inputs is never asked for.
    x: inputs[0] ?? { name: '', dataType: 0, shape: [] },
    y: b.value(node.outputs.find((name) => name !== '') ?? ''),
    known: (index) => {
      const tensor = initializer(index);
      return tensor && readConstant(tensor)?.values;
    },
    constant: (index) => (inputs[index] ? constantOf(node, initializer(index), index) : undefined),
  };
}

function constantOf(node: Node, tensor: Tensor | undefined, index: number): readonly number[] {
  const constant = tensor && readConstant(tensor);
  if (constant) return constant.values;
  throw new SaliencyError(
    'model-unsupported',
    `Input ${index} of ${node.opType} "${node.name}" is computed from the image; only constants are supported there.`,
    { details: { node: node.name, opType: node.opType, input: index } },
  );
}
