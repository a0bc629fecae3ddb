import { DataType } from '../../onnx/graph/model.js';
import type { GraphBuilder } from '../../onnx/rewrite/graph-builder.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import { range, sizeOf } from '../../onnx/graph/shape.js';

/**
 * 1 at the first element (row-major along `axes`) that equals the maximum `y`, else 0; in the type of x.
 * `y` is a maximum of `x` itself, hence bit-exact; it broadcasts against x. Codes fall from K to 1 along the axes,
 * so that the largest code among tied elements marks the first. See the quirk `throwingKernels`.
 */
export function firstMaximum(b: GraphBuilder, x: Value, y: Value, axes: readonly number[]): Value {
  const shape = x.shape.map((size, axis) => (axes.includes(axis) ? size : 1));
  const count = sizeOf(shape);
  const codes = b.constant(
    range(count).map((i) => count - i),
    shape,
  );
  const coded = b.mul(b.cast(b.reaches(x, y), DataType.FLOAT), codes);
  return b.cast(b.reaches(coded, b.reduce('ReduceMax', coded, axes)), x.dataType);
}

/** As {@link firstMaximum}, for a minimum `y` of `x`. */
export function firstMinimum(b: GraphBuilder, x: Value, y: Value, axes: readonly number[]): Value {
  return firstMaximum(b, b.unary('Neg', x), b.unary('Neg', y), axes);
}
