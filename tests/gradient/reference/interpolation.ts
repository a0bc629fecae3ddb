import { generate, read, type NdArray } from './nd-array.js';
import { input, list, number, text, type Call, type ReferenceOperator } from './operator.js';

/** Weight of every input element for one output element along an axis (onnx/docs/Operators.md, "Resize"). */
function weightsAt(call: Call, scale: number, size: number, output: number, position: number): number[] {
  const old = call.opset < 11;
  const weights = Array.from({ length: size }, () => 0);
  const keep = (i: number): number => Math.min(Math.max(i, 0), size - 1);
  const at = original(
    old ? 'asymmetric' : text(call, 'coordinate_transformation_mode', 'half_pixel'),
    scale,
    size,
    output,
    position,
  );
  const mode = text(call, 'mode', 'nearest');
  if (mode === 'nearest') {
    const rule = old ? (scale < 1 ? 'ceil' : 'floor') : text(call, 'nearest_mode', 'round_prefer_floor');
    const rounded = {
      floor: Math.floor(at),
      ceil: Math.ceil(at),
      round_prefer_floor: Math.ceil(at - 0.5),
      round_prefer_ceil: Math.floor(at + 0.5),
    };
    weights[keep(rounded[rule as keyof typeof rounded])] = 1;
    return weights;
  }
  const stretch = number(call, 'antialias', 0) === 1 ? Math.min(scale, 1) : 1;
  const outsideCounts = stretch === 1 && number(call, 'exclude_outside', 0) === 0;
  const reach = mode === 'cubic' ? 2 : 1;
  for (let i = Math.floor(at - reach / stretch) - 1; i <= at + reach / stretch + 1; i += 1) {
    const weight = filter(mode, Math.abs(i - at) * stretch, number(call, 'cubic_coeff_a', -0.75));
    if (outsideCounts || (i >= 0 && i < size)) weights[keep(i)] += weight;
  }
  const total = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / total);
}

function original(mode: string, scale: number, size: number, output: number, x: number): number {
  const half = (x + 0.5) / scale - 0.5;
  if (mode === 'asymmetric') return x / scale;
  if (mode === 'align_corners') return output > 1 ? (x * (size - 1)) / (output - 1) : 0;
  if (mode === 'pytorch_half_pixel') return output > 1 ? half : 0;
  if (mode === 'half_pixel_symmetric') return (size / 2) * (1 - output / (size * scale)) + half;
  return half;
}

function filter(mode: string, t: number, a: number): number {
  if (mode === 'linear') return Math.max(0, 1 - t);
  if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
  return t < 2 ? a * (((t - 5) * t + 8) * t - 4) : 0;
}

function resize(call: Call, scalesAt: number): NdArray {
  const x = input(call, 0);
  const given = list(call, 'scales') ?? Array.from(call.inputs[scalesAt]?.data ?? []);
  const sizes = Array.from(call.inputs[3]?.data ?? []);
  const shape = x.shape.map((size, axis) =>
    given.length > 0 ? Math.floor(size * given[axis]) : sizes[axis],
  );
  const scales = given.length > 0 ? given : shape.map((size, axis) => size / x.shape[axis]);
  const weights = shape.map((output, axis) =>
    Array.from({ length: output }, (_, position) =>
      weightsAt(call, scales[axis], x.shape[axis], output, position),
    ),
  );
  // One axis after the other.
  return shape.reduce((current, output, axis) => {
    const next = current.shape.map((size, a) => (a === axis ? output : size));
    return generate(next, (index) =>
      weights[axis][index[axis]].reduce(
        (total, w, i) =>
          total +
          (w === 0
            ? 0
            : w *
              read(
                current,
                index.map((own, a) => (a === axis ? i : own)),
              )),
        0,
      ),
    );
  }, x);
}

export const interpolation = {
  Resize: (call) => resize(call, call.opset < 11 ? 1 : 2),
  Upsample: (call) => resize({ ...call, opset: 10 }, 1),
} satisfies Record<string, ReferenceOperator>;
