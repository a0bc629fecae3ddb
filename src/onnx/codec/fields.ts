import type { MessageSchema } from './message-schema.js';

/** Field numbers of onnx.proto3, one object per message. */
export const MODEL = {
  irVersion: 1,
  producer: 2,
  graph: 7,
  opsets: 8,
  metadata: 14,
  functions: 25,
} as const;
export const FUNCTION = {
  name: 1,
  inputs: 4,
  outputs: 5,
  nodes: 7,
  opsets: 9,
  domain: 10,
  defaults: 11,
  overload: 13,
} as const;
export const OPSET = { domain: 1, version: 2 } as const;
export const GRAPH = { nodes: 1, name: 2, initializers: 5, inputs: 11, outputs: 12, valueInfo: 13 } as const;
export const NODE = {
  inputs: 1,
  outputs: 2,
  name: 3,
  opType: 4,
  attributes: 5,
  domain: 7,
} as const;
export const ATTRIBUTE = {
  name: 1,
  float: 2,
  int: 3,
  string: 4,
  tensor: 5,
  floats: 7,
  ints: 8,
  strings: 9,
  type: 20,
} as const;
export const TENSOR = {
  dims: 1,
  dataType: 2,
  floatData: 4,
  int32Data: 5,
  stringData: 6,
  int64Data: 7,
  name: 8,
  rawData: 9,
  doubleData: 10,
  uint64Data: 11,
  externalData: 13,
  dataLocation: 14,
} as const;
export const VALUE_INFO = { name: 1, type: 2 } as const;
export const TYPE = { tensor: 1 } as const;
export const TENSOR_TYPE = { elementType: 1, shape: 2 } as const;
export const SHAPE = { dims: 1 } as const;
export const DIMENSION = { value: 1, symbol: 2 } as const;
/** StringStringEntryProto: metadata and external data. */
export const ENTRY = { key: 1, value: 2 } as const;

const ENTRY_SCHEMA = schema(ENTRY, {});

const TENSOR_SCHEMA = schema(TENSOR, {
  [TENSOR.floatData]: 'payload',
  [TENSOR.rawData]: 'payload',
  [TENSOR.doubleData]: 'payload',
  [TENSOR.externalData]: ENTRY_SCHEMA,
});

const ATTRIBUTE_SCHEMA = schema(ATTRIBUTE, { [ATTRIBUTE.tensor]: TENSOR_SCHEMA });

const NODE_SCHEMA = schema(NODE, { [NODE.attributes]: ATTRIBUTE_SCHEMA });

const OPSET_SCHEMA = schema(OPSET, {});

export const FUNCTION_SCHEMA = schema(FUNCTION, {
  [FUNCTION.nodes]: NODE_SCHEMA,
  [FUNCTION.opsets]: OPSET_SCHEMA,
  [FUNCTION.defaults]: ATTRIBUTE_SCHEMA,
});

const VALUE_INFO_SCHEMA = schema(VALUE_INFO, {
  [VALUE_INFO.type]: schema(TYPE, {
    [TYPE.tensor]: schema(TENSOR_TYPE, {
      [TENSOR_TYPE.shape]: schema(SHAPE, { [SHAPE.dims]: schema(DIMENSION, {}) }),
    }),
  }),
});

export const GRAPH_SCHEMA = schema(GRAPH, {
  [GRAPH.nodes]: NODE_SCHEMA,
  [GRAPH.initializers]: TENSOR_SCHEMA,
  [GRAPH.inputs]: VALUE_INFO_SCHEMA,
  [GRAPH.outputs]: VALUE_INFO_SCHEMA,
  [GRAPH.valueInfo]: VALUE_INFO_SCHEMA,
});

export const MODEL_SCHEMA = schema(MODEL, {
  [MODEL.graph]: GRAPH_SCHEMA,
  [MODEL.opsets]: OPSET_SCHEMA,
  [MODEL.metadata]: ENTRY_SCHEMA,
});

/** Every field of `numbers` is a plain value, unless `others` says otherwise. */
function schema(numbers: Readonly<Record<string, number>>, others: MessageSchema): MessageSchema {
  const values = Object.fromEntries(Object.values(numbers).map((number) => [number, 'value' as const]));
  return { ...values, ...others };
}
