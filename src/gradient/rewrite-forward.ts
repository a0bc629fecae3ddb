import type { Node, Tensor } from '../onnx/graph/model.js';
import type { GraphBuilder } from './graph-builder.js';
import type { Value } from './node-emitter.js';
import { contextOf } from './node-context.js';
import { findEntry } from './registry.js';

export interface RewriteRequest {
  readonly builder: GraphBuilder;
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  /** Opsets as the file has them; the builder's own may be lower. */
  readonly opsets: ReadonlyMap<string, number>;
}

/**
 * Replaces the operators that the WebGPU execution provider does not run (or runs wrongly) by others, under the
 * same tensor names. What a rewrite emits is rewritten in turn.
 */
export function rewriteForward({ builder, nodes, initializers, opsets }: RewriteRequest): Node[] {
  const emittedOpsets = new Map(opsets).set('', builder.opset);
  const rewriteNode = (node: Node, versions: ReadonlyMap<string, number>): Node[] => {
    const entry = findEntry(node.opType, node.domain, versions.get(node.domain) ?? 1);
    if (!entry?.rewrite || !hasTypes(builder, node)) return [node];
    const context = contextOf(builder, node, initializers);
    if (entry.when && !entry.when(context)) return [node];
    const replaced = bindOutputs(builder, node, entry.rewrite(context));
    return replaced.flatMap((emitted) => rewriteNode(emitted, emittedOpsets));
  };
  return nodes.flatMap((node) => rewriteNode(node, opsets));
}

function hasTypes(b: GraphBuilder, node: Node): boolean {
  const output = node.outputs.find((name) => name !== '') ?? '';
  const names = [...node.inputs.filter((name) => name !== ''), output];
  return names.every((name) => b.types.has(name));
}

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
