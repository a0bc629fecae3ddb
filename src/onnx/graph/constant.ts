import { SaliencyError } from '../../errors.js';
import { toBrainHalf, toHalf } from './half.js';
import { dataTypeName } from './data-type.js';
import { DataType, type Tensor } from './model.js';
import { sizeOf } from './shape.js';

/** A small tensor whose values are known. Booleans are 0 and 1; int64 beyond 2^53 are rounded. */
export interface Constant {
  readonly dataType: number;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: readonly number[];
}

/** What is worth holding as numbers: shapes, axes, small tables; not weights. */
export const MAX_CONSTANT_ELEMENTS = 16384;

interface Codec {
  readonly bytes: number;
  readonly get: (view: DataView, at: number) => number;
  readonly set: (view: DataView, at: number, value: number) => void;
}

const INT64_LIMIT = 2 ** 63;

const CODECS: Readonly<Record<number, Codec>> = {
  [DataType.FLOAT]: {
    bytes: 4,
    get: (view, at) => view.getFloat32(at, true),
    set: (view, at, value) => view.setFloat32(at, value, true),
  },
  [DataType.DOUBLE]: {
    bytes: 8,
    get: (view, at) => view.getFloat64(at, true),
    set: (view, at, value) => view.setFloat64(at, value, true),
  },
  [DataType.INT64]: {
    bytes: 8,
    get: (view, at) => Number(view.getBigInt64(at, true)),
    set: (view, at, value) => view.setBigInt64(at, toInt64(value), true),
  },
  [DataType.INT32]: {
    bytes: 4,
    get: (view, at) => view.getInt32(at, true),
    set: (view, at, value) => view.setInt32(at, value, true),
  },
  [DataType.UINT8]: byteCodec(),
  [DataType.BOOL]: byteCodec(),
  [DataType.INT8]: {
    bytes: 1,
    get: (view, at) => view.getInt8(at),
    set: (view, at, value) => view.setInt8(at, value),
  },
};

/** Half floats are written, and not read: folding would have to round as they do. */
const WRITERS: Readonly<Record<number, Pick<Codec, 'bytes' | 'set'>>> = {
  ...CODECS,
  [DataType.FLOAT16]: { bytes: 2, set: (view, at, value) => view.setUint16(at, toHalf(value), true) },
  [DataType.BFLOAT16]: { bytes: 2, set: (view, at, value) => view.setUint16(at, toBrainHalf(value), true) },
};

function byteCodec(): Codec {
  return {
    bytes: 1,
    get: (view, at) => view.getUint8(at),
    set: (view, at, value) => view.setUint8(at, value),
  };
}

/** INT64_MAX, which Slice uses for "to the end", is 2^63 as a double: it must not wrap around. */
function toInt64(value: number): bigint {
  if (value >= INT64_LIMIT) return 2n ** 63n - 1n;
  return value <= -INT64_LIMIT ? -(2n ** 63n) : BigInt(Math.trunc(value));
}

/** True for the element types that {@link Constant} can hold. */
export function isReadable(dataType: number): boolean {
  return dataType in CODECS;
}

/** Undefined for links, large tensors, and types that shape arithmetic does not meet (strings, float16, ...). */
export function readConstant(tensor: Tensor): Constant | undefined {
  const codec = CODECS[tensor.dataType];
  const count = sizeOf(tensor.dims);
  if (!codec || !tensor.data || count > MAX_CONSTANT_ELEMENTS) return undefined;
  const view = new DataView(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
  const values = Array.from({ length: count }, (_, i) => codec.get(view, i * codec.bytes));
  return { dataType: tensor.dataType, shape: tensor.dims, values };
}

export function toTensor(name: string, { dataType, shape, values }: Constant): Tensor {
  return { name, dataType, dims: shape, data: encodeValues(dataType, values) };
}

/** Numbers as the bytes of a tensor. @throws SaliencyError `model-unsupported` for types of other values */
export function encodeValues(dataType: number, values: ArrayLike<number>): Uint8Array {
  const writer = WRITERS[dataType];
  if (!writer) {
    throw new SaliencyError(
      'model-unsupported',
      `The gradient needs constants of the type ${dataTypeName(dataType)}, which cannot be written; export the model in float32.`,
    );
  }
  const data = new Uint8Array(values.length * writer.bytes);
  const view = new DataView(data.buffer);
  for (let i = 0; i < values.length; i++) writer.set(view, i * writer.bytes, values[i]);
  return data;
}
