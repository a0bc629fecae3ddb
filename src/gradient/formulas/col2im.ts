import type { GraphBuilder } from '../../onnx/rewrite/graph-builder.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { Window } from '../../onnx/rewrite/window.js';

/**
 * Sums windows back to where they came from, as a ConvTranspose: `windows` [M, taps, ...output] and `weights`
 * [taps, 1, ...kernel] give [M, 1, ...input].
 */
export function col2im(b: GraphBuilder, windows: Value, weights: Value, window: Window): Value {
  const { kernel, strides, dilations, begin, reach, input } = window;
  const outputPadding = reach.map((n) => Math.max(-n, 0));
  const attributes = {
    kernel_shape: kernel,
    strides,
    dilations,
    pads: [...begin, ...reach.map((n) => Math.max(n, 0))],
    output_padding: outputPadding.some((n) => n > 0) ? outputPadding : undefined,
  };
  return b.emit('ConvTranspose', [windows, weights], [windows.shape[0], 1, ...input], attributes);
}

/** Weights that keep the taps of a window apart: row-major [taps, taps]. */
export function identityKernel(taps: number): Float32Array {
  const values = new Float32Array(taps * taps);
  for (let tap = 0; tap < taps; tap += 1) values[tap * taps + tap] = 1;
  return values;
}
