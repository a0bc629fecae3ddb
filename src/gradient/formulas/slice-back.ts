import { slicesOf, type AxisSlice } from '../../onnx/rewrite/axis-slices.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { NodeContext } from '../../onnx/rewrite/node-context.js';

/** dx = dy put back at its places, zeros elsewhere. */
export function sliceBack(context: NodeContext, dy: Value): Value {
  const { b, x, y } = context;
  const slices = slicesOf(context);
  const reversed = slices.filter((slice) => slice.reversed).map(({ axis }) => axis);
  const ascending = reversed.length === 0 ? dy : b.reverse(dy, reversed);
  const spread = slices.reduce((value, slice) => dilate(b, value, slice), ascending);
  const begin = x.shape.map((_, axis) => slices.find((slice) => slice.axis === axis)?.first ?? 0);
  const end = x.shape.map((size, axis) => size - begin[axis] - spread.shape[axis]);
  return y.shape.includes(0) ? b.zeros(x.shape, dy.dataType) : b.pad(spread, begin, end);
}

/** [..., n, ...] to [..., n * step, ...] with zeros between; the last gap may reach past the input: Pad trims it. */
function dilate(b: NodeContext['b'], value: Value, { axis, step }: AxisSlice): Value {
  if (step === 1) return value;
  const split = [...value.shape.slice(0, axis + 1), 1, ...value.shape.slice(axis + 1)];
  const none = split.map(() => 0);
  const gaps = b.pad(
    b.reshape(value, split),
    none,
    none.map((_, i) => (i === axis + 1 ? step - 1 : 0)),
  );
  return b.reshape(
    gaps,
    value.shape.map((size, i) => (i === axis ? size * step : size)),
  );
}
