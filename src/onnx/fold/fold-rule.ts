import type { Constant } from '../graph/constant.js';
import { sizeOf } from '../graph/shape.js';
import { DataType, type TensorType } from '../graph/model.js';
import type { Operator } from '../graph/operator.js';

/** The inputs' values; every present input is constant. */
export interface FoldContext {
  readonly op: Operator;
  /** Types of the outputs, as the shape rule found them. */
  readonly outputs: readonly TensorType[];
  readonly constant: (index: number) => Constant;
}

/** The outputs' values, row-major; `undefined` leaves the node alone. */
export type FoldRule = (context: FoldContext) => readonly (readonly number[])[] | undefined;

export type FoldTable = Readonly<Record<string, FoldRule>>;

/** Steps in elements along each axis of a row-major tensor. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** `value(index)` for every index of a tensor, row-major. */
export function tabulate<T>(shape: readonly number[], value: (index: readonly number[]) => T): T[] {
  const strides = stridesOf(shape);
  return Array.from({ length: sizeOf(shape) }, (_, flat) =>
    value(shape.map((size, axis) => Math.floor(flat / strides[axis]) % size)),
  );
}

/** The element of `constant` that broadcasting puts at `index`. */
export function at({ shape, values }: Constant, index: readonly number[]): number {
  const strides = stridesOf(shape);
  const lead = index.length - shape.length;
  return values[
    shape.reduce((flat, size, axis) => flat + (size === 1 ? 0 : index[axis + lead] * strides[axis]), 0)
  ];
}

const ROUNDING: Readonly<Record<number, (value: number) => number>> = {
  [DataType.FLOAT]: Math.fround,
  [DataType.BOOL]: (value) => (value ? 1 : 0),
  [DataType.INT64]: Math.trunc,
  [DataType.INT32]: (value) => Math.trunc(value) | 0,
  [DataType.UINT8]: (value) => Math.trunc(value) & 255,
  [DataType.INT8]: (value) => (Math.trunc(value) << 24) >> 24,
};

/** `value` as an element of the type can hold it. */
export function roundTo(dataType: number, value: number): number {
  return (ROUNDING[dataType] ?? ((same) => same))(value);
}

export function isInteger(dataType: number): boolean {
  return (
    dataType === DataType.INT64 ||
    dataType === DataType.INT32 ||
    dataType === DataType.UINT8 ||
    dataType === DataType.INT8
  );
}
