import { intsAttribute } from '../../onnx/graph/attributes.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { NodeContext } from '../../onnx/rewrite/node-context.js';
import type { GradientContext } from '../rules/operator-table.js';
import { fromStart, range } from '../../onnx/graph/shape.js';

interface AxisSlice {
  readonly axis: number;
  /** First element in ascending order. */
  readonly first: number;
  /** Distance between elements; always positive. */
  readonly step: number;
  readonly reversed: boolean;
}

/** dx = dy put back at its places, zeros elsewhere. */
export function sliceBack(context: GradientContext): Value {
  const { b, x, y, dy } = context;
  const slices = slicesOf(context);
  const reversed = slices.filter((slice) => slice.reversed).map(({ axis }) => axis);
  const ascending = reversed.length === 0 ? dy : b.reverse(dy, reversed);
  const spread = slices.reduce((value, slice) => dilate(b, value, slice), ascending);
  const begin = x.shape.map((_, axis) => slices.find((slice) => slice.axis === axis)?.first ?? 0);
  const end = x.shape.map((size, axis) => size - begin[axis] - spread.shape[axis]);
  return y.shape.includes(0) ? b.zeros(x.shape, dy.dataType) : b.pad(spread, begin, end);
}

/** True where a Slice runs backwards over a part of an axis, which onnxruntime-web 1.30 computes wrongly on WebGPU. */
export function isPartlyReversed(context: NodeContext): boolean {
  const { b, x, y } = context;
  if (b.opset < 10 || !context.known(4)?.some((step) => step < 0)) return false;
  return slicesOf(context).some(({ axis, reversed }) => reversed && y.shape[axis] !== x.shape[axis]);
}

/** The same elements picked forwards, then reversed. */
export function sliceForwards(context: NodeContext): Value {
  const { b, x, y } = context;
  const slices = slicesOf(context);
  const picked = b.slice(
    x,
    slices.map(({ axis }) => axis),
    slices.map(({ first }) => first),
    slices.map(({ axis, first, step }) => first + (y.shape[axis] - 1) * step + 1),
    slices.map(({ step }) => step),
  );
  return b.reverse(
    picked,
    slices.filter(({ reversed }) => reversed).map(({ axis }) => axis),
  );
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

function slicesOf(context: NodeContext): AxisSlice[] {
  const { b, node, x, y } = context;
  const old = b.opset < 10;
  const starts = (old ? intsAttribute(node, 'starts') : context.constant(1)) ?? [];
  const axes = (old ? intsAttribute(node, 'axes') : context.constant(3)) ?? range(starts.length);
  const steps = (old ? undefined : context.constant(4)) ?? starts.map(() => 1);
  return axes.map((given, i) => {
    const axis = fromStart(given, x.shape.length);
    const size = x.shape[axis];
    const reversed = steps[i] < 0;
    const from = fromStart(starts[i], size);
    const start = Math.min(Math.max(from, 0), reversed ? size - 1 : size);
    const last = start + (y.shape[axis] - 1) * steps[i];
    return { axis, first: reversed ? last : start, step: Math.abs(steps[i]), reversed };
  });
}
