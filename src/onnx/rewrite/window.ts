import { SaliencyError } from '../../errors.js';
import type { Node } from '../graph/model.js';
import { intsAttribute, stringOf } from '../graph/attributes.js';
import type { Shape } from '../graph/shape.js';

/** Geometry of a sliding window, per spatial axis, with auto_pad resolved to explicit pads. */
export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Zero padding as the node has it. */
  readonly begin: readonly number[];
  readonly end: readonly number[];
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** (kernel - 1) * dilation + 1. */
  readonly extent: readonly number[];
  /**
   * End padding that the output really covers: (output - 1) * stride + extent - (input + begin). Larger than `end`
   * with ceil_mode; negative where the last inputs are in no window.
   */
  readonly reach: readonly number[];
}

/** @param kernel spatial kernel sizes, from `kernel_shape` or from the weights */
export function windowOf(node: Node, kernel: readonly number[], x: Shape, y: Shape): Window {
  const input = x.slice(2);
  const output = y.slice(2);
  const ones = kernel.map(() => 1);
  const strides = intsAttribute(node, 'strides') ?? ones;
  const dilations = intsAttribute(node, 'dilations') ?? ones;
  const extent = kernel.map((size, i) => (size - 1) * dilations[i] + 1);
  const [begin, end] = padsOf(node, { input, strides, extent });
  const reach = output.map((size, i) => (size - 1) * strides[i] + extent[i] - (input[i] + begin[i]));
  return { kernel, strides, dilations, begin, end, input, output, extent, reach };
}

export function kernelOf(node: Node): readonly number[] {
  const kernel = intsAttribute(node, 'kernel_shape');
  if (kernel) return kernel;
  throw new SaliencyError(
    'model-invalid',
    `${node.opType} "${node.name}" has no kernel_shape; re-export the model.`,
  );
}

type Geometry = Pick<Window, 'input' | 'strides' | 'extent'>;

function padsOf(
  node: Node,
  { input, strides, extent }: Geometry,
): [begin: readonly number[], end: readonly number[]] {
  const mode = stringOf(node, 'auto_pad', 'NOTSET');
  const zeros = input.map(() => 0);
  if (mode === 'VALID') return [zeros, zeros];
  if (mode === 'NOTSET') {
    const pads = intsAttribute(node, 'pads') ?? [...zeros, ...zeros];
    return [pads.slice(0, input.length), pads.slice(input.length)];
  }
  // SAME_*: ceil(input / stride) outputs; the odd element goes to the end for UPPER.
  const total = input.map((size, i) =>
    Math.max((Math.ceil(size / strides[i]) - 1) * strides[i] + extent[i] - size, 0),
  );
  const smaller = total.map((pad) => Math.floor(pad / 2));
  const larger = total.map((pad) => Math.ceil(pad / 2));
  return mode === 'SAME_UPPER' ? [smaller, larger] : [larger, smaller];
}

/** Attributes of the window with explicit pads; ConvTranspose and Conv take the same ones. */
export function windowAttributes(window: Window): Record<string, readonly number[]> {
  const { kernel, strides, dilations, begin, end } = window;
  return { kernel_shape: kernel, strides, dilations, pads: [...begin, ...end] };
}

/** Windows that tile the input exactly: no overlap, no gap, no padding. */
export function isTiling({ kernel, strides, dilations, begin, end, input, output }: Window): boolean {
  return kernel.every(
    (size, i) =>
      (size === strides[i] || output[i] === 1) &&
      (dilations[i] === 1 || size === 1) &&
      begin[i] === 0 &&
      end[i] === 0 &&
      input[i] === size * output[i],
  );
}
