import { ATTRIBUTE, NODE } from './fields.js';
import { malformed } from './malformed.js';
import type { Attribute, AttributeValue, Node } from '../graph/model.js';
import { parseTensor } from './parse-tensor.js';
import { tryDecodeText } from './text.js';
import type { WireMessage } from './wire-message.js';
import { WireWriter } from './wire-writer.js';

/** AttributeProto.AttributeType, and how each is read. A type that is not here, or unreadable, stays opaque. */
const READERS: Readonly<
  Record<number, (message: WireMessage, location: string) => AttributeValue | undefined>
> = {
  1: (message) => ({ type: 'float', value: message.float(ATTRIBUTE.float) ?? 0 }),
  2: (message) => ({ type: 'int', value: message.int(ATTRIBUTE.int) ?? 0 }),
  3: (message) => {
    const value = tryDecodeText(message.bytes(ATTRIBUTE.string) ?? new Uint8Array(0));
    return value === undefined ? undefined : { type: 'string', value };
  },
  4: (message, location) => {
    const tensor = message.message(ATTRIBUTE.tensor);
    return tensor && { type: 'tensor', value: parseTensor(tensor, location) };
  },
  6: (message) => ({ type: 'floats', value: message.floats(ATTRIBUTE.floats) }),
  7: (message) => ({ type: 'ints', value: message.ints(ATTRIBUTE.ints) }),
  8: (message) => {
    const value = message.bytesList(ATTRIBUTE.strings).map(tryDecodeText);
    return value.every((text) => text !== undefined) ? { type: 'strings', value } : undefined;
  },
};

/** Files of IR version 1 carry no type; it follows from the field that is there. */
const TYPE_BY_FIELD: readonly (readonly [field: number, kind: number])[] = [
  [ATTRIBUTE.float, 1],
  [ATTRIBUTE.int, 2],
  [ATTRIBUTE.string, 3],
  [ATTRIBUTE.tensor, 4],
  [ATTRIBUTE.floats, 6],
  [ATTRIBUTE.ints, 7],
  [ATTRIBUTE.strings, 8],
];

/** AttributeProto.ref_attr_name: the value comes from the call of the function that the node lies in. */
const REFERENCE_TAG = 21 * 8 + 2;

export function parseNode(message: WireMessage, location: string): Node {
  const opType = message.text(NODE.opType);
  if (!opType) throw malformed(message.start, 'a node has no operator');
  return {
    name: message.text(NODE.name) ?? '',
    opType,
    domain: normaliseDomain(message.text(NODE.domain)),
    inputs: message.texts(NODE.inputs),
    outputs: message.texts(NODE.outputs),
    attributes: parseAttributes(message.messages(NODE.attributes), location),
    unknown: message.unknown,
  };
}

/** Attributes by name. */
export function parseAttributes(
  messages: readonly WireMessage[],
  location: string,
): ReadonlyMap<string, Attribute> {
  const attributes = new Map<string, Attribute>();
  for (const message of messages) {
    const name = message.text(ATTRIBUTE.name);
    if (!name) throw malformed(message.start, 'an attribute has no name');
    attributes.set(name, parseAttribute(message, location));
  }
  return attributes;
}

/** The default domain has two spellings. */
export function normaliseDomain(domain: string | undefined): string {
  return domain === undefined || domain === 'ai.onnx' ? '' : domain;
}

function parseAttribute(message: WireMessage, location: string): Attribute {
  const kind = message.int(ATTRIBUTE.type) ?? TYPE_BY_FIELD.find(([field]) => message.has(field))?.[1] ?? 0;
  const value = isReference(message) ? undefined : READERS[kind]?.(message, location);
  return value ? { ...value, unknown: message.unknown } : opaque(message, kind);
}

function isReference(message: WireMessage): boolean {
  return (
    message.unknown?.some(
      (field) => field[0] === ((REFERENCE_TAG & 127) | 128) && field[1] === REFERENCE_TAG >> 7,
    ) ?? false
  );
}

function opaque(message: WireMessage, kind: number): Attribute {
  const values = [...TYPE_BY_FIELD.map(([field]) => field), ATTRIBUTE.name]
    .flatMap((field) => message.fields(field))
    .flatMap(({ raw }) => (raw ? [raw] : []));
  const value = new WireWriter().raw(values).raw(message.unknown).int(ATTRIBUTE.type, kind).finish();
  return { type: 'opaque', value, kind };
}
