import { embedAttributes, HERE, readBytes } from '../codec/embedded-message.js';
import { FUNCTION, FUNCTION_SCHEMA, MODEL, OPSET } from '../codec/fields.js';
import type { Attribute, Model, Node, UnknownField } from '../graph/model.js';
import { normaliseDomain, parseAttributes, parseNode } from '../codec/parse-node.js';

/** FunctionProto: an operator that the model defines by others, as PyTorch's newer exporter writes it. */
export interface ModelFunction {
  readonly name: string;
  readonly domain: string;
  readonly overload: string;
  /** Version of the ai.onnx operators in the body; undefined: the model's. */
  readonly opset: number | undefined;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly Node[];
  /** Values of attributes that a call leaves out. */
  readonly defaults: ReadonlyMap<string, Attribute>;
}

/** NodeProto.overload */
const NODE_OVERLOAD = 8;
/** AttributeProto.ref_attr_name: the attribute's value is that of the call's attribute of this name. */
const REFERENCE = 21;

/** The model's functions by {@link functionKey}. */
export function modelFunctions(model: Model): ReadonlyMap<string, ModelFunction> {
  const functions = (model.unknown ?? [])
    .filter(isFunction)
    .map((field) => parseFunction(field.subarray(headerLength(field))));
  return new Map(functions.map((body) => [keyOf(body.domain, body.name, body.overload), body]));
}

export function functionKey(node: Node): string {
  const unknown = node.unknown ?? [];
  const overload = unknown
    .map((field) => readBytes(field, { [NODE_OVERLOAD]: 'value' }))
    .find((message) => message.has(NODE_OVERLOAD));
  return keyOf(node.domain, node.opType, overload?.text(NODE_OVERLOAD) ?? '');
}

/** The model without the definitions of its functions. */
export function withoutFunctions(model: Model): Model {
  return { ...model, unknown: model.unknown?.filter((field) => !isFunction(field)) };
}

/** The name of the call's attribute that an attribute inside a function stands for. */
export function referenceOf(attribute: Attribute): string | undefined {
  if (attribute.type !== 'opaque') return undefined;
  const message = readBytes(attribute.value, { [REFERENCE]: 'value' });
  return message.has(REFERENCE) ? message.text(REFERENCE) : undefined;
}

function keyOf(domain: string, name: string, overload: string): string {
  return `${domain}\n${name}\n${overload}`;
}

const FUNCTION_TAG = MODEL.functions * 8 + 2;

function isFunction(field: UnknownField): boolean {
  return field[0] === ((FUNCTION_TAG & 127) | 128) && field[1] === FUNCTION_TAG >> 7;
}

/** Bytes of the tag (two) and of the length that precede the message. */
function headerLength(field: UnknownField): number {
  let at = 2;
  while (field[at] > 127) at++;
  return at + 1;
}

function parseFunction(bytes: Uint8Array): ModelFunction {
  const message = readBytes(bytes, FUNCTION_SCHEMA);
  const own = message
    .messages(FUNCTION.opsets)
    .find((entry) => normaliseDomain(entry.text(OPSET.domain)) === '');
  return {
    name: message.text(FUNCTION.name) ?? '',
    domain: normaliseDomain(message.text(FUNCTION.domain)),
    overload: message.text(FUNCTION.overload) ?? '',
    opset: own?.int(OPSET.version),
    inputs: message.texts(FUNCTION.inputs),
    outputs: message.texts(FUNCTION.outputs),
    nodes: message.messages(FUNCTION.nodes).map((node) => embedAttributes(parseNode(node, HERE), bytes)),
    defaults: parseAttributes(message.messages(FUNCTION.defaults), HERE),
  };
}
