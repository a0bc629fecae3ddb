import type { Node } from '../graph/model.js';
import type { GraphBuilder } from './graph-builder.js';
import type { Value } from './node-emitter.js';

/** The nodes emitted since the last call, with `values` under the names of the node's outputs. */
export function bindOutputs(b: GraphBuilder, node: Node, result: Value | readonly Value[]): Node[] {
  const values = isList(result) ? result : [result];
  const emitted = b.takeNodes();
  const produced = new Set(emitted.flatMap((one) => one.outputs));
  const names = new Map<string, string>();
  values.forEach((value, index) => {
    const output = node.outputs[index];
    if (!output) return;
    if (produced.has(value.name) && !names.has(value.name)) names.set(value.name, output);
    else b.emitNamed(output, 'Identity', [value]);
  });
  return [...emitted, ...b.takeNodes()].map((one) => renameTensors(one, names));
}

function isList(result: Value | readonly Value[]): result is readonly Value[] {
  return Array.isArray(result);
}

/** The node with its inputs and outputs renamed. */
export function renameTensors(node: Node, names: ReadonlyMap<string, string>): Node {
  if (![...node.inputs, ...node.outputs].some((name) => names.has(name))) return node;
  const rename = (name: string): string => names.get(name) ?? name;
  return { ...node, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename) };
}
