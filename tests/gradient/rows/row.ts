import { DataType } from '../../../src/onnx/graph/model.js';
import type { AttributeInput } from '../../fixtures/build-model.js';

/** One input of a row's operator. */
export interface RowInput {
  readonly dataType: number;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** One operator to check against float64 finite differences. */
export interface Row {
  readonly op: string;
  /** Each is run; the gradient graph is emitted in that opset (at most 21). */
  readonly opsets: readonly number[];
  readonly attributes?: Readonly<Record<string, AttributeInput>>;
  readonly inputs: readonly (RowInput | undefined)[];
  /** Inputs whose gradient is checked; default: the first. */
  readonly wrt?: readonly number[];
  /** Number of outputs, and those that the score uses; default: one. */
  readonly outputs?: number;
  readonly scored?: readonly number[];
  /** Relative to the largest gradient; default 1e-4. */
  readonly tolerance?: number;
}

/**
 * Distinct float32 numbers spread over (low, high) in a fixed shuffled order: none is 0, and no two are closer than
 * (high - low) / count, so that differences stay on one side of every kink.
 */
export function x(shape: readonly number[], low = -2, high = 2): RowInput {
  const count = shape.reduce((a, b) => a * b, 1);
  const order = shuffled(count);
  const step = (high - low) / count;
  const values = order.map((i) => Math.fround(low + (i + 0.413) * step));
  return { dataType: DataType.FLOAT, shape, values };
}

/** A second operand: other numbers than `x` gives for the same shape. */
export function w(shape: readonly number[], low = -1.03, high = 1.11): RowInput {
  const { values, ...rest } = x(shape, low, high);
  return { ...rest, values: [...values].reverse() };
}

export function floats(values: readonly number[], shape: readonly number[] = [values.length]): RowInput {
  return { dataType: DataType.FLOAT, shape, values: values.map(Math.fround) };
}

export function ints(values: readonly number[], shape: readonly number[] = [values.length]): RowInput {
  return { dataType: DataType.INT64, shape, values };
}

export function bools(values: readonly number[], shape: readonly number[] = [values.length]): RowInput {
  return { dataType: DataType.BOOL, shape, values };
}

function shuffled(count: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  let state = 12345 + count;
  for (let i = count - 1; i > 0; i -= 1) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    const j = (state >>> 8) % (i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
