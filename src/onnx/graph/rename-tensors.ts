import type { Node } from './model.js';

/** The node with its inputs and outputs under other names. */
export function renameTensors(node: Node, rename: (name: string) => string): Node {
  return { ...node, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename) };
}

/** As {@link renameTensors}, for the names that have another. */
export function renameKnown(node: Node, names: ReadonlyMap<string, string>): Node {
  if (![...node.inputs, ...node.outputs].some((name) => names.has(name))) return node;
  return renameTensors(node, (name) => names.get(name) ?? name);
}

/** What is to become of a node's outputs, where other nodes compute them. */
export interface NamedResults {
  /** Output by result: results take the name of the output at once ... */
  readonly names: ReadonlyMap<string, string>;
  /** ... but for those that are not made there, or are several outputs, which need an Identity. */
  readonly copies: readonly (readonly [result: string, output: string])[];
}

/** @param produced what the nodes make; an absent output has the name '' */
export function nameResults(
  results: readonly string[],
  outputs: readonly string[],
  produced: ReadonlySet<string>,
): NamedResults {
  const names = new Map<string, string>();
  const copies: (readonly [string, string])[] = [];
  results.forEach((result, i) => {
    const output = outputs[i] ?? '';
    if (output === '') return;
    if (produced.has(result) && !names.has(result)) names.set(result, output);
    else copies.push([result, output]);
  });
  return { names, copies };
}
