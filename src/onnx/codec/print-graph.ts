import { GRAPH } from './fields.js';
import type { Graph } from '../graph/model.js';
import { printNode } from './print-node.js';
import { printTensor } from './print-tensor.js';
import { printValueInfo } from './print-value-info.js';
import { WireWriter } from './wire-writer.js';

export function printGraph(graph: Graph): Uint8Array {
  const writer = new WireWriter();
  for (const node of graph.nodes) writer.bytes(GRAPH.nodes, printNode(node));
  writer.optionalText(GRAPH.name, graph.name);
  for (const tensor of graph.initializers.values()) writer.bytes(GRAPH.initializers, printTensor(tensor));
  for (const info of graph.inputs) writer.bytes(GRAPH.inputs, printValueInfo(info));
  for (const info of graph.outputs) writer.bytes(GRAPH.outputs, printValueInfo(info));
  for (const info of graph.valueInfo.values()) writer.bytes(GRAPH.valueInfo, printValueInfo(info));
  return writer.raw(graph.unknown).finish();
}
