import { ATTRIBUTE, NODE } from './fields.js';
import type { Attribute, AttributeValue, Node } from '../graph/model.js';
import { printTensor } from './print-tensor.js';
import { WireWriter } from './wire-writer.js';

type Printable = Exclude<AttributeValue, { type: 'opaque' }>;
type Printers = {
  readonly [Type in Printable['type']]: {
    readonly kind: number;
    readonly print: (writer: WireWriter, value: Extract<Printable, { type: Type }>['value']) => void;
  };
};

/** AttributeProto.AttributeType and field of each type that we interpret. */
const PRINTERS: Printers = {
  float: { kind: 1, print: (writer, value) => writer.float(ATTRIBUTE.float, value) },
  int: { kind: 2, print: (writer, value) => writer.int(ATTRIBUTE.int, value) },
  string: { kind: 3, print: (writer, value) => writer.text(ATTRIBUTE.string, value) },
  tensor: { kind: 4, print: (writer, value) => writer.bytes(ATTRIBUTE.tensor, printTensor(value)) },
  floats: { kind: 6, print: (writer, value) => writer.floats(ATTRIBUTE.floats, value) },
  ints: { kind: 7, print: (writer, value) => writer.ints(ATTRIBUTE.ints, value) },
  strings: { kind: 8, print: (writer, value) => writer.texts(ATTRIBUTE.strings, value) },
};

export function printNode(node: Node): Uint8Array {
  const writer = new WireWriter()
    .texts(NODE.inputs, node.inputs)
    .texts(NODE.outputs, node.outputs)
    .optionalText(NODE.name, node.name)
    .text(NODE.opType, node.opType);
  for (const [name, attribute] of node.attributes) {
    writer.bytes(NODE.attributes, printAttribute(name, attribute));
  }
  return writer.optionalText(NODE.domain, node.domain).raw(node.unknown).finish();
}

function printAttribute(name: string, attribute: Attribute): Uint8Array {
  if (attribute.type === 'opaque') return attribute.value;
  const { kind, print } = PRINTERS[attribute.type];
  const writer = new WireWriter().text(ATTRIBUTE.name, name);
  // The table ties each type to its value, which TypeScript cannot follow through the lookup.
  (print as (writer: WireWriter, value: unknown) => void)(writer, attribute.value);
  return writer.int(ATTRIBUTE.type, kind).raw(attribute.unknown).finish();
}
