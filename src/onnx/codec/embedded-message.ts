import type { Attribute, Node, Tensor } from '../graph/model.js';
import type { WireMessage } from './wire-message.js';
import type { MessageSchema } from './message-schema.js';
import { ByteWindow, readMessage, readSync } from './wire-reader.js';

/** A location that no file has: it stands for the bytes at hand while they are parsed. */
export const HERE = '';

/** A message whose bytes are in memory. */
export function readBytes(bytes: Uint8Array, schema: MessageSchema): WireMessage {
  return readSync(bytes, readMessage(new ByteWindow(bytes.length), 0, bytes.length, schema));
}

/** Replaces a link into `bytes` by the bytes themselves. */
export function embedTensor(tensor: Tensor, bytes: Uint8Array): Tensor {
  const { link } = tensor;
  if (link?.location !== HERE) return tensor;
  return { ...tensor, link: undefined, data: bytes.slice(link.offset, link.offset + link.length) };
}

export function embedAttributes(node: Node, bytes: Uint8Array): Node {
  const attributes = [...node.attributes].map(([name, attribute]): [string, Attribute] => [
    name,
    attribute.type === 'tensor' ? { ...attribute, value: embedTensor(attribute.value, bytes) } : attribute,
  ]);
  return { ...node, attributes: new Map(attributes) };
}
