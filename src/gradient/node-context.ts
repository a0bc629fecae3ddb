import { SaliencyError } from '../errors.js';
import { readConstant } from '../onnx/graph/constant.js';
import type { Node, Tensor } from '../onnx/graph/model.js';
import type { GraphBuilder } from './graph-builder.js';
import type { Value } from './node-emitter.js';
import type { NodeContext } from './operator-table.js';

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
