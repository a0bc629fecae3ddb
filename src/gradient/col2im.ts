import type { GraphBuilder } from './graph-builder.js';
import type { Value } from './node-emitter.js';
import type { Window } from './window.js';

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
