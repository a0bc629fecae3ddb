import { GRAPH } from './fields.js';
import type { Graph } from '../graph/model.js';
import { parseNode } from './parse-node.js';
import { parseTensor } from './parse-tensor.js';
import { parseValueInfo } from './parse-value-info.js';
import type { WireMessage } from './wire-message.js';

export function parseGraph(message: WireMessage, location: string): Graph {
  const initializers = new Map(
    message
      .messages(GRAPH.initializers)
      .map((tensor) => parseTensor(tensor, location))
      .map((tensor) => [tensor.name, tensor]),
  );
  const valueInfo = message.messages(GRAPH.valueInfo).map(parseValueInfo);
  return {
    name: message.text(GRAPH.name) ?? '',
    nodes: message.messages(GRAPH.nodes).map((node) => parseNode(node, location)),
    initializers,
    inputs: message
      .messages(GRAPH.inputs)
      .map(parseValueInfo)
      .filter(({ name }) => !initializers.has(name)),
    outputs: message.messages(GRAPH.outputs).map(parseValueInfo),
    valueInfo: new Map(valueInfo.map((info) => [info.name, info])),
    unknown: message.unknown,
  };
}
