import type { GraphBuilder } from '../../onnx/rewrite/graph-builder.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import { range, sizeOf } from '../../onnx/graph/shape.js';

/** A linear map along one axis: `weights` row-major [output, input]. */
export interface AxisMap {
  readonly output: number;
  readonly input: number;
  readonly weights: Float64Array;
}

/** Linear maps along several axes, one per axis; `undefined` leaves an axis as it is. */
export type SeparableMap = readonly (AxisMap | undefined)[];

/** Builds a map from the (index, weight) pairs of each output element. */
export function axisMap(
  output: number,
  input: number,
  taps: (position: number) => readonly (readonly [index: number, weight: number])[],
): AxisMap {
  const weights = new Float64Array(output * input);
  for (let position = 0; position < output; position += 1) {
    for (const [index, weight] of taps(position)) weights[position * input + index] += weight;
  }
  return { output, input, weights };
}

/** y = M x along every axis. */
export function applyMap(b: GraphBuilder, x: Value, maps: SeparableMap): Value {
  return maps.reduce((value, map, axis) => (map ? applyAlong(b, value, axis, map) : value), x);
}

/** dx = M^T dy along every axis; where M repeats every element k times, a sum over groups of k. */
export function applyTransposed(b: GraphBuilder, dy: Value, maps: SeparableMap): Value {
  const repeats = maps.map((map) => (map ? repeatsOf(map) : 1));
  if (repeats.every((count) => count !== undefined)) return sumGroups(b, dy, repeats);
  return applyMap(
    b,
    dy,
    maps.map((map) => map && transposed(map)),
  );
}

function applyAlong(b: GraphBuilder, x: Value, axis: number, { output, input, weights }: AxisMap): Value {
  const before = sizeOf(x.shape.slice(0, axis));
  const after = sizeOf(x.shape.slice(axis + 1));
  const shape = x.shape.map((size, i) => (i === axis ? output : size));
  const matrix = b.constant(weights, [output, input], x.dataType);
  if (after === 1) return b.reshape(b.gemm(b.reshape(x, [before, input]), matrix, { transB: true }), shape);
  return b.reshape(b.matMul(matrix, b.reshape(x, [before, input, after])), shape);
}

function transposed({ output, input, weights }: AxisMap): AxisMap {
  const swapped = new Float64Array(weights.length);
  weights.forEach((weight, i) => (swapped[(i % input) * output + Math.floor(i / input)] = weight));
  return { output: input, input: output, weights: swapped };
}

/** k where the map repeats each element k times, in order. */
function repeatsOf({ output, input, weights }: AxisMap): number | undefined {
  const count = output / input;
  if (!Number.isInteger(count)) return undefined;
  const matches = weights.every(
    (weight, i) => weight === Number(Math.floor(i / input / count) === i % input),
  );
  return matches ? count : undefined;
}

function sumGroups(b: GraphBuilder, x: Value, counts: readonly number[]): Value {
  const split = x.shape.flatMap((size, axis) =>
    counts[axis] === 1 ? [size] : [size / counts[axis], counts[axis]],
  );
  const axes: number[] = [];
  counts.reduce((position, count) => {
    if (count === 1) return position + 1;
    axes.push(position + 1);
    return position + 2;
  }, 0);
  const sums = b.reduce('ReduceSum', b.reshape(x, split), axes);
  return b.reshape(
    sums,
    range(counts.length).map((axis) => x.shape[axis] / counts[axis]),
  );
}
