import { ENTRY, GRAPH, MODEL, OPSET } from './fields.js';
import type { Graph, Model } from './model.js';
import { printNode } from './print-node.js';
import { printTensor } from './print-tensor.js';
import { printValueInfo } from './print-value-info.js';
import { WireWriter } from './wire-writer.js';

/** The first version in which initializers need not be listed among the inputs. */
const MIN_IR_VERSION = 4;

/** The model as an ONNX file. Links become `external_data`; weights are never in it unless they are in `data`. */
export function printModel(model: Model): Uint8Array<ArrayBuffer> {
  const writer = new WireWriter()
    .int(MODEL.irVersion, Math.max(MIN_IR_VERSION, model.irVersion))
    .optionalText(MODEL.producer, model.producer)
    .bytes(MODEL.graph, printGraph(model.graph));
  for (const [domain, version] of model.opsets) {
    const opset = new WireWriter().optionalText(OPSET.domain, domain).int(OPSET.version, version);
    writer.bytes(MODEL.opsets, opset.finish());
  }
  for (const [key, value] of model.metadata) {
    writer.bytes(MODEL.metadata, new WireWriter().text(ENTRY.key, key).text(ENTRY.value, value).finish());
  }
  return writer.raw(model.unknown).finish();
}

function printGraph(graph: Graph): Uint8Array {
  const writer = new WireWriter();
  for (const node of graph.nodes) writer.bytes(GRAPH.nodes, printNode(node));
  writer.optionalText(GRAPH.name, graph.name);
  for (const tensor of graph.initializers.values()) writer.bytes(GRAPH.initializers, printTensor(tensor));
  for (const info of graph.inputs) writer.bytes(GRAPH.inputs, printValueInfo(info));
  for (const info of graph.outputs) writer.bytes(GRAPH.outputs, printValueInfo(info));
  for (const info of graph.valueInfo.values()) writer.bytes(GRAPH.valueInfo, printValueInfo(info));
  return writer.raw(graph.unknown).finish();
}
