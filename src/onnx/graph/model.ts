/**
 * An ONNX file as plain data. Names follow onnx.proto3 (ModelProto, GraphProto, NodeProto, ...),
 * in camel case; fields that we do not interpret are kept as raw bytes so that a round trip loses nothing.
 */

/** TensorProto.DataType, the subset that exists in practice. */
export const DataType = {
  FLOAT: 1,
  UINT8: 2,
  INT8: 3,
  UINT16: 4,
  INT16: 5,
  INT32: 6,
  INT64: 7,
  STRING: 8,
  BOOL: 9,
  FLOAT16: 10,
  DOUBLE: 11,
  UINT32: 12,
  UINT64: 13,
  BFLOAT16: 16,
} as const;
export type DataType = (typeof DataType)[keyof typeof DataType];

/** A protobuf field that the codec does not interpret: tag and payload, verbatim. */
export type UnknownField = Uint8Array;

/** Where a tensor's bytes lie: `length` bytes from `offset` in the file called `location`. */
export interface TensorLink {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/**
 * A tensor of constants. Exactly one of `data` (little-endian, row-major, densely packed, as in `raw_data`),
 * `link` (bytes that were never read) and `strings` is set; a tensor with zero elements has empty `data`.
 */
export interface Tensor {
  readonly name: string;
  readonly dataType: number;
  readonly dims: readonly number[];
  readonly data?: Uint8Array;
  readonly link?: TensorLink;
  readonly strings?: readonly Uint8Array[];
  readonly unknown?: readonly UnknownField[];
}

/** A dimension is a size, a symbol (`N`), or unknown. */
export type Dimension = number | string | undefined;

/** A graph input, output or intermediate with its type. `dims` undefined: unknown rank. */
export interface ValueInfo {
  readonly name: string;
  readonly dataType?: number;
  readonly dims?: readonly Dimension[];
  /** The type that the file gives, where the graph was made to take another one. */
  readonly fileType?: number;
  /** The TypeProto as found, for types other than tensors (sequences, optionals, maps). */
  readonly rawType?: Uint8Array;
  readonly unknown?: readonly UnknownField[];
}

export type Attribute = AttributeValue & { readonly unknown?: readonly UnknownField[] };

export type AttributeValue =
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'tensor'; readonly value: Tensor }
  | { readonly type: 'floats'; readonly value: readonly number[] }
  | { readonly type: 'ints'; readonly value: readonly number[] }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  /** Graphs, sparse tensors and whatever comes next: the AttributeProto, verbatim. */
  | { readonly type: 'opaque'; readonly value: Uint8Array; readonly kind: number };

export interface Node {
  readonly name: string;
  readonly opType: string;
  /** `''` is ai.onnx. */
  readonly domain: string;
  /** `''` stands for an optional input that is absent. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly unknown?: readonly UnknownField[];
}

export interface Graph {
  readonly name: string;
  /** In topological order. */
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  /** Without those inputs that are also initializers (files of IR version < 4 list them as both). */
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly valueInfo: ReadonlyMap<string, ValueInfo>;
  readonly unknown?: readonly UnknownField[];
}

export interface Model {
  readonly irVersion: number;
  /** Domain to version; `''` is ai.onnx. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: Graph;
  readonly metadata: ReadonlyMap<string, string>;
  readonly producer?: string;
  readonly unknown?: readonly UnknownField[];
}

/** Element type and static shape of one tensor, as shape inference finds them. */
export interface TensorType {
  readonly dataType: number;
  readonly shape: readonly number[];
}
