import type { Node } from '../graph/model.js';
import { nameResults, renameKnown } from '../graph/rename-tensors.js';
import type { GraphBuilder } from './graph-builder.js';
import type { Value } from './node-emitter.js';

/** The nodes emitted since the last call, with `result` under the names of the node's outputs. */
export function bindOutputs(b: GraphBuilder, node: Node, result: Value | readonly Value[]): Node[] {
  const values = isList(result) ? result : [result];
  const emitted = b.takeNodes();
  const produced = new Set(emitted.flatMap((one) => one.outputs));
  const results = values.map(({ name }) => name);
  const { names, copies } = nameResults(results, node.outputs, produced);
  for (const [name, output] of copies) b.emitNamed(output, 'Identity', [b.value(name)]);
  return [...emitted, ...b.takeNodes()].map((one) => renameKnown(one, names));
}

function isList(result: Value | readonly Value[]): result is readonly Value[] {
  return Array.isArray(result);
}
