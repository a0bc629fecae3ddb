import { intOf } from '../../onnx/graph/attributes.js';
import { col2im, identityKernel } from '../formulas/col2im.js';
import { firstMaximum } from '../formulas/first-maximum.js';
import type { GraphBuilder } from '../../onnx/rewrite/graph-builder.js';
import { lowestOf } from '../formulas/lowest.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { NodeContext } from '../../onnx/rewrite/node-context.js';
import type { GradientContext, RuleTable } from './operator-table.js';
import { range, sizeOf, type Shape } from '../../onnx/graph/shape.js';
import { isTiling, kernelOf, windowOf, type Window } from '../../onnx/rewrite/window.js';

export const pooling = {
  MaxPool: { gradient: [maxPool], remarks: 'ties: the first maximum of the window, in row-major order' },
  AveragePool: { gradient: [averagePool] },
  // y = sum(x) / HW
  GlobalAveragePool: {
    gradient: [({ b, x, dy }) => b.expand(b.mul(dy, 1 / sizeOf(x.shape.slice(2))), x.shape)],
  },
  GlobalMaxPool: {
    gradient: [({ b, x, y, dy }) => b.mul(firstMaximum(b, x, y, spatialAxes(x.shape)), dy)],
    remarks: 'ties: the first maximum, in row-major order',
  },
} satisfies RuleTable;

function spatialAxes(shape: Shape): number[] {
  return range(shape.length - 2, 2);
}

function windowOfPool({ node, x, y }: NodeContext): Window {
  return windowOf(node, kernelOf(node), x.shape, y.shape);
}

function maxPool(context: GradientContext): Value {
  const { b, x, y, dy } = context;
  const window = windowOfPool(context);
  if (!isTiling(window)) return maxPoolOfWindows(context, window);
  // Each tile gets axes of its own: [N, C, oH, kH, oW, kW].
  const tiles = b.reshape(x, tiledShape(x.shape, window.kernel));
  const first = firstMaximum(b, tiles, b.reshape(y, tiledShape(y.shape)), tileAxes(x.shape));
  return b.reshape(b.mul(first, b.reshape(dy, tiledShape(y.shape))), x.shape);
}

/** Splits each spatial axis into (windows, elements in the window); without `kernel`, one element per window. */
function tiledShape(shape: Shape, kernel?: readonly number[]): number[] {
  const spatial = shape.slice(2).flatMap((size, i) => [size / (kernel?.[i] ?? 1), kernel?.[i] ?? 1]);
  return [...shape.slice(0, 2), ...spatial];
}

function tileAxes(shape: Shape): number[] {
  return range(shape.length - 2).map((i) => 3 + 2 * i);
}

/** Overlap, padding, dilation, ceil_mode, remainders: every window unrolled to a column, and summed back. */
function maxPoolOfWindows({ b, x, y, dy }: GradientContext, window: Window): Value {
  const taps = sizeOf(window.kernel);
  const planes = x.shape[0] * x.shape[1];
  const flat = [planes, 1, ...window.output];
  const identity = b.constant(identityKernel(taps), [taps, 1, ...window.kernel], x.dataType);
  const columns = im2col(b, x, identity, window);
  const first = firstMaximum(b, columns, b.reshape(y, flat), [1]);
  const routed = b.mul(first, b.reshape(dy, flat));
  return b.reshape(col2im(b, routed, identity, window), x.shape);
}

/** [N, C, ...input] to [N * C, taps, ...output], padded with the lowest finite number. */
function im2col(b: GraphBuilder, x: Value, identity: Value, window: Window): Value {
  const { kernel, strides, dilations, output } = window;
  const taps = sizeOf(kernel);
  const planes = x.shape[0] * x.shape[1];
  const reach = window.reach.map((n) => Math.max(n, 0));
  const padded = b.pad(x, [0, 0, ...window.begin], [0, 0, ...reach], lowestOf(x.dataType));
  const spatial = padded.shape.slice(2);
  if (b.opset >= 10 && taps <= MOST_SLICES) {
    const columns = range(taps).map((tap) =>
      b.reshape(tapOf(b, padded, tap, window), [planes, 1, ...output]),
    );
    return b.concat(columns, 1);
  }
  return b.emit('Conv', [b.reshape(padded, [planes, 1, ...spatial]), identity], [planes, taps, ...output], {
    kernel_shape: kernel,
    strides,
    dilations,
    pads: [...kernel, ...kernel].map(() => 0),
    group: 1,
  });
}

/** Above this many taps, one convolution with an identity kernel is smaller than a slice per tap. */
const MOST_SLICES = 9;

/** The element at position `tap` (row-major) of every window. */
function tapOf(b: GraphBuilder, padded: Value, tap: number, window: Window): Value {
  const starts: number[] = [];
  let rest = tap;
  for (let i = window.kernel.length - 1; i >= 0; i -= 1) {
    starts[i] = (rest % window.kernel[i]) * window.dilations[i];
    rest = Math.floor(rest / window.kernel[i]);
  }
  const ends = starts.map((start, i) => start + (window.output[i] - 1) * window.strides[i] + 1);
  return b.slice(padded, spatialAxes(padded.shape), starts, ends, window.strides);
}

function averagePool(context: GradientContext): Value {
  const { b, node, x, y, dy } = context;
  const window = windowOfPool(context);
  if (isTiling(window)) {
    const share = b.mul(b.reshape(dy, tiledShape(y.shape)), 1 / sizeOf(window.kernel));
    return b.reshape(b.expand(share, tiledShape(x.shape, window.kernel)), x.shape);
  }
  const shares = windowShares(window, intOf(node, 'count_include_pad', 0) === 1);
  const mirrored = mirroredPads(window);
  const factor = mirrored ? sizeOf(window.kernel) : 1;
  const weighted = weigh(
    b,
    dy,
    shares.map((share) => share * factor),
  );
  if (mirrored) return averageBack(b, weighted, window, mirrored);
  const planes = x.shape[0] * x.shape[1];
  const ones = b.constant(
    new Float32Array(sizeOf(window.kernel)).fill(1),
    [1, 1, ...window.kernel],
    x.dataType,
  );
  return b.reshape(col2im(b, b.reshape(weighted, [planes, 1, ...window.output]), ones, window), x.shape);
}

function weigh(b: GraphBuilder, dy: Value, factors: Float32Array): Value {
  if (factors.every((factor) => factor === 1)) return dy;
  if (factors.every((factor) => factor === factors[0])) return b.mul(dy, factors[0]);
  return b.mul(dy, b.constant(factors, [1, 1, ...dy.shape.slice(2)], dy.dataType));
}

/** Pads of the pool that runs backwards, if there is one: at stride 1 the sum over windows is itself a sum over a window. */
function mirroredPads({ kernel, strides, dilations, begin, input, output }: Window): number[] | undefined {
  if (![...strides, ...dilations].every((n) => n === 1)) return undefined;
  const before = kernel.map((size, i) => size - 1 - begin[i]);
  const after = kernel.map((size, i) => input[i] - output[i] - before[i] + size - 1);
  const legal = [...before, ...after].every((pad, i) => pad >= 0 && pad < kernel[i % kernel.length]);
  return legal ? [...before, ...after] : undefined;
}

function averageBack(
  b: GraphBuilder,
  dy: Value,
  { kernel, strides, input }: Window,
  pads: readonly number[],
): Value {
  const shape = [...dy.shape.slice(0, 2), ...input];
  return b.emit('AveragePool', [dy], shape, { kernel_shape: kernel, strides, pads, count_include_pad: 1 });
}

/**
 * 1 / number of elements each window averages over: those inside the input or, with count_include_pad, inside the
 * padded input (fewer than the kernel's where ceil_mode lets a window stick out).
 */
function windowShares(window: Window, includePad: boolean): Float32Array {
  const counts = window.output.map((size, i) => range(size).map((o) => countAlong(window, i, o, includePad)));
  const shares = new Float32Array(sizeOf(window.output));
  for (let index = 0; index < shares.length; index += 1) {
    let rest = index;
    let count = 1;
    for (let i = window.output.length - 1; i >= 0; i -= 1) {
      count *= counts[i][rest % window.output[i]];
      rest = Math.floor(rest / window.output[i]);
    }
    shares[index] = 1 / count;
  }
  return shares;
}

function countAlong(window: Window, i: number, position: number, includePad: boolean): number {
  const start = position * window.strides[i] - window.begin[i];
  const first = includePad ? -window.begin[i] : 0;
  const last = window.input[i] + (includePad ? window.end[i] : 0);
  const inside = (tap: number): boolean =>
    start + tap * window.dilations[i] >= first && start + tap * window.dilations[i] < last;
  return range(window.kernel[i]).filter(inside).length;
}
