import { generate, indicesOf, nd, range, read, readOr, sizeOf, flatten, type NdArray } from './nd-array.js';
import { input, list, number, text, type Call, type ReferenceOperator } from './operator.js';

interface Geometry {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly begin: readonly number[];
  readonly end: readonly number[];
  readonly output: readonly number[];
}

function geometry(call: Call, kernel: readonly number[], size: readonly number[]): Geometry {
  const ones = kernel.map(() => 1);
  const strides = list(call, 'strides') ?? ones;
  const dilations = list(call, 'dilations') ?? ones;
  const mode = text(call, 'auto_pad', 'NOTSET');
  const pads = list(call, 'pads') ?? [...kernel, ...kernel].map(() => 0);
  const begin = pads.slice(0, kernel.length);
  const end = pads.slice(kernel.length);
  const output = kernel.map((k, i) => {
    const extent = (k - 1) * dilations[i] + 1;
    if (mode.startsWith('SAME')) {
      const count = Math.ceil(size[i] / strides[i]);
      const total = Math.max((count - 1) * strides[i] + extent - size[i], 0);
      begin[i] = mode === 'SAME_UPPER' ? Math.floor(total / 2) : Math.ceil(total / 2);
      end[i] = total - begin[i];
      return count;
    }
    const steps = (size[i] + begin[i] + end[i] - extent) / strides[i];
    if (number(call, 'ceil_mode', 0) === 0) return Math.floor(steps) + 1;
    const count = Math.ceil(steps) + 1;
    // A window that starts beyond the input and its begin padding does not count.
    return (count - 1) * strides[i] >= size[i] + begin[i] ? count - 1 : count;
  });
  return { kernel, strides, dilations, begin, end, output };
}

function place(
  { strides, dilations, begin }: Geometry,
  output: readonly number[],
  tap: readonly number[],
): number[] {
  return output.map((o, i) => o * strides[i] - begin[i] + tap[i] * dilations[i]);
}

function conv(call: Call): NdArray {
  const x = input(call, 0);
  const weights = input(call, 1);
  const [n, channels, ...size] = x.shape;
  const [filters, perGroup, ...kernel] = weights.shape;
  const window = geometry(call, kernel, size);
  const groupSize = filters / (channels / perGroup);
  return generate([n, filters, ...window.output], ([image, filter, ...at]) => {
    const first = Math.floor(filter / groupSize) * perGroup;
    let total = call.inputs[2]?.data[filter] ?? 0;
    for (let c = 0; c < perGroup; c += 1) {
      for (const tap of indicesOf(kernel)) {
        total +=
          read(weights, [filter, c, ...tap]) * readOr(x, [image, first + c, ...place(window, at, tap)], 0);
      }
    }
    return total;
  });
}

function convTranspose(call: Call): NdArray {
  const x = input(call, 0);
  const weights = input(call, 1);
  const [n, channels, ...size] = x.shape;
  const [, perGroup, ...kernel] = weights.shape;
  const group = number(call, 'group', 1);
  const { strides, dilations, begin, end } = geometry(call, kernel, size);
  const padding = list(call, 'output_padding') ?? kernel.map(() => 0);
  const output = size.map(
    (s, i) => (s - 1) * strides[i] + (kernel[i] - 1) * dilations[i] + 1 - begin[i] - end[i] + padding[i],
  );
  const shape = [n, perGroup * group, ...output];
  const data = generate(shape, ([, filter]) => call.inputs[2]?.data[filter] ?? 0).data;
  for (const [image, channel, ...at] of indicesOf(x.shape)) {
    const first = Math.floor(channel / (channels / group)) * perGroup;
    for (const [filter, ...tap] of indicesOf([perGroup, ...kernel])) {
      const to = at.map((a, i) => a * strides[i] - begin[i] + tap[i] * dilations[i]);
      if (!to.every((t, i) => t >= 0 && t < output[i])) continue;
      const product = read(x, [image, channel, ...at]) * read(weights, [channel, filter, ...tap]);
      data[flatten([image, first + filter, ...to], shape)] += product;
    }
  }
  return nd(shape, data);
}

function pool(
  call: Call,
  combine: (values: number[], window: Geometry, at: readonly number[]) => number,
): NdArray {
  const x = input(call, 0);
  const [n, channels, ...size] = x.shape;
  const window = geometry(call, list(call, 'kernel_shape') ?? [], size);
  return generate([n, channels, ...window.output], ([image, channel, ...at]) => {
    const places = indicesOf(window.kernel).map((tap) => place(window, at, tap));
    const inside = places.filter((p) => p.every((i, axis) => i >= 0 && i < size[axis]));
    return combine(
      inside.map((p) => read(x, [image, channel, ...p])),
      window,
      at,
    );
  });
}

function averagePool(call: Call): NdArray {
  const size = input(call, 0).shape.slice(2);
  const includePad = number(call, 'count_include_pad', 0) === 1;
  return pool(call, (values, window, at) => {
    const total = values.reduce((a, b) => a + b, 0);
    if (!includePad) return total / values.length;
    const places = indicesOf(window.kernel).map((tap) => place(window, at, tap));
    const padded = places.filter((p) =>
      p.every((i, axis) => i >= -window.begin[axis] && i < size[axis] + window.end[axis]),
    );
    return total / padded.length;
  });
}

function overSpace(call: Call, f: (values: number[]) => number): NdArray {
  const x = input(call, 0);
  const [n, channels, ...size] = x.shape;
  const plane = sizeOf(size);
  return generate([n, channels, ...size.map(() => 1)], ([image, channel]) =>
    f(range(plane, (image * channels + channel) * plane).map((i) => x.data[i])),
  );
}

function norm(call: Call, values: readonly number[]): number {
  const p = number(call, 'p', 2);
  return values.reduce((total, value) => total + Math.abs(value) ** p, 0) ** (1 / p);
}

export const windows = {
  Conv: conv,
  ConvTranspose: convTranspose,
  MaxPool: (call) => pool(call, (values) => Math.max(...values)),
  AveragePool: averagePool,
  LpPool: (call) => pool(call, (values) => norm(call, values)),
  GlobalLpPool: (call) => overSpace(call, (values) => norm(call, values)),
  GlobalAveragePool: (call) => overSpace(call, (values) => values.reduce((a, b) => a + b) / values.length),
  GlobalMaxPool: (call) => overSpace(call, (values) => Math.max(...values)),
} satisfies Record<string, ReferenceOperator>;
