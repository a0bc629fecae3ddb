import type { Model, Node, Tensor } from '../../../src/onnx/graph/model.js';
import { readConstant } from '../../../src/onnx/graph/constant.js';
import { nd, type NdArray } from './nd-array.js';
import type { AttributeValue } from './operator.js';
import { evaluate } from './reference-operators.js';

/** Runs a graph in float64, node by node; returns every tensor. */
export function runGraph(model: Model, feeds: ReadonlyMap<string, NdArray>): Map<string, NdArray> {
  const values = new Map(feeds);
  for (const [name, tensor] of model.graph.initializers) values.set(name, constantOf(tensor));
  const opset = model.opsets.get('') ?? 1;
  for (const node of model.graph.nodes) {
    const inputs = node.inputs.map((name) => values.get(name));
    const outputs = evaluate(node.opType, { inputs, attributes: attributesOf(node), opset });
    node.outputs.forEach((name, i) => values.set(name, outputs[i]));
  }
  return values;
}

function constantOf(tensor: Tensor): NdArray {
  const constant = readConstant(tensor);
  if (!constant) throw new Error(`cannot read ${tensor.name}`);
  return nd(tensor.dims, constant.values);
}

function attributesOf(node: Node): Record<string, AttributeValue> {
  return Object.fromEntries([...node.attributes].map(([name, { value }]) => [name, value as AttributeValue]));
}
