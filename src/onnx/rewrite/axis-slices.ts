import { intsAttribute } from '../graph/attributes.js';
import { fromStart, range } from '../graph/shape.js';
import type { NodeContext } from './node-context.js';

/** What a Slice takes of one axis. */
export interface AxisSlice {
  readonly axis: number;
  /** First element in ascending order. */
  readonly first: number;
  /** Distance between elements; always positive. */
  readonly step: number;
  readonly reversed: boolean;
}

export function slicesOf(context: NodeContext): AxisSlice[] {
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
