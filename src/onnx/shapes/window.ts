import type { Operator } from '../graph/operator.js';

/** A convolution's or pool's sliding window: one entry per spatial axis. */
export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Begin and end padding; zero unless `auto_pad` is NOTSET. */
  readonly begin: readonly number[];
  readonly end: readonly number[];
  readonly autoPad: string;
}

export function windowOf(op: Operator, kernel: readonly number[]): Window {
  const rank = kernel.length;
  const perAxis = (name: string, length: number, fallback: number, least: number): readonly number[] => {
    const values = op.ints(name) ?? new Array<number>(length).fill(fallback);
    op.check(values.length === length, `${name} should have ${length} entries, not ${values.length}`);
    op.check(
      values.every((value) => value >= least),
      `${name} [${values.join(', ')}] is out of range`,
    );
    return values;
  };
  op.check(
    kernel.every((size) => size > 0),
    `the kernel [${kernel.join(', ')}] is out of range`,
  );
  const autoPad = op.text('auto_pad', 'NOTSET');
  const explicit = autoPad === 'NOTSET' || autoPad === '';
  const pads = explicit ? perAxis('pads', 2 * rank, 0, Number.NEGATIVE_INFINITY) : [];
  return {
    kernel,
    strides: perAxis('strides', rank, 1, 1),
    dilations: perAxis('dilations', rank, 1, 1),
    begin: kernel.map((_, axis) => pads[axis] ?? 0),
    end: kernel.map((_, axis) => pads[axis + rank] ?? 0),
    autoPad: explicit ? 'NOTSET' : autoPad,
  };
}

/** Number of window positions along each axis of `input`. */
export function slide(op: Operator, input: readonly number[], window: Window): readonly number[] {
  const ceil = op.int('ceil_mode', 0) !== 0;
  const output = input.map((size, axis) => {
    const stride = window.strides[axis];
    if (window.autoPad.startsWith('SAME')) return Math.ceil(size / stride);
    const room = size + window.begin[axis] + window.end[axis] - reach(window, axis);
    const positions = (ceil ? Math.ceil(room / stride) : Math.floor(room / stride)) + 1;
    // With ceil_mode, a last window that would start in the end padding is dropped, as in PyTorch and ONNX >= 1.16.
    return ceil && (positions - 1) * stride >= size + window.begin[axis] ? positions - 1 : positions;
  });
  op.check(
    output.every((size) => size > 0),
    `a kernel of [${window.kernel.join(', ')}] does not fit into [${input.join(', ')}]`,
  );
  return output;
}

/** Pixels that the dilated kernel spans. */
export function reach({ kernel, dilations }: Window, axis: number): number {
  return (kernel[axis] - 1) * dilations[axis] + 1;
}
