import { DataType } from './model.js';

/** Bits of one element, by TensorProto.DataType (onnx.proto3); strings have none. */
const BITS: Readonly<Record<number, number>> = {
  [DataType.FLOAT]: 32,
  [DataType.UINT8]: 8,
  [DataType.INT8]: 8,
  [DataType.UINT16]: 16,
  [DataType.INT16]: 16,
  [DataType.INT32]: 32,
  [DataType.INT64]: 64,
  [DataType.BOOL]: 8,
  [DataType.FLOAT16]: 16,
  [DataType.DOUBLE]: 64,
  [DataType.UINT32]: 32,
  [DataType.UINT64]: 64,
  14: 64, // COMPLEX64
  15: 128, // COMPLEX128
  [DataType.BFLOAT16]: 16,
  17: 8, // FLOAT8E4M3FN
  18: 8, // FLOAT8E4M3FNUZ
  19: 8, // FLOAT8E5M2
  20: 8, // FLOAT8E5M2FNUZ
  21: 4, // UINT4
  22: 4, // INT4
  23: 4, // FLOAT4E2M1
  24: 8, // FLOAT8E8M0
};

/** Bytes of `count` densely packed elements, or undefined for a type without a fixed size. */
export function byteLengthOf(dataType: number, count: number): number | undefined {
  const bits = BITS[dataType];
  return bits === undefined ? undefined : Math.ceil((count * bits) / 8);
}

const FLOATING: ReadonlySet<number> = new Set([
  DataType.FLOAT,
  DataType.FLOAT16,
  DataType.BFLOAT16,
  DataType.DOUBLE,
]);

export function isFloating(dataType: number): boolean {
  return FLOATING.has(dataType);
}

/** Name as in onnx.proto3, for messages. */
export function dataTypeName(dataType: number): string {
  const entry = Object.entries(DataType).find(([, value]) => value === dataType);
  return entry ? entry[0].toLowerCase() : `type ${dataType}`;
}

/** No operator of a CNN comes near; what costs time in the rank is thereby bounded for damaged files too. */
export const MAX_RANK = 64;
