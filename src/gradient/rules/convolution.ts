import { SaliencyError } from '../../errors.js';
import { intOf } from '../../onnx/graph/attributes.js';
import type { GraphBuilder } from '../../onnx/rewrite/graph-builder.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { GradientContext, RuleTable } from './operator-table.js';
import { range } from '../../onnx/graph/shape.js';
import { windowAttributes, windowOf, type Window } from '../../onnx/rewrite/window.js';

export const convolution = {
  // y = x * W + bias
  Conv: { gradient: [inputOfConv, weightsOfConv, biasOfConv] },
  // The weights fit as they are: [in, out / group, ...kernel].
  ConvTranspose: { gradient: [inputOfConvTranspose, undefined, biasOfConv] },
} satisfies RuleTable;

function biasOfConv({ dy, b }: GradientContext): Value {
  const axes = [0, ...range(dy.shape.length - 2, 2)];
  return b.reshape(b.reduce('ReduceSum', dy, axes), [dy.shape[1]]);
}

function inputOfConv(context: GradientContext): Value {
  const { b, node, x, y, dy } = context;
  const weights = context.input(1);
  const window = windowOf(node, weights.shape.slice(2), x.shape, y.shape);
  const group = intOf(node, 'group', 1);
  if (isConvolution(b, window)) return convolveBack(b, dy, weights, window, group);
  const outputPadding = window.end.map((end, i) => end - window.reach[i]);
  return b.emit('ConvTranspose', [dy, weights], x.shape, {
    ...windowAttributes(window),
    group,
    output_padding: outputPadding.some((n) => n > 0) ? outputPadding : undefined,
  });
}

/** Conv takes no negative pads, and reversing the weights needs Slice with steps. */
function isConvolution(b: GraphBuilder, window: Window): boolean {
  const pads = convolutionPads(window);
  const reversible = b.opset >= 10 || window.kernel.every((size) => size === 1);
  return reversible && window.strides.every((stride) => stride === 1) && pads.every((pad) => pad >= 0);
}

function convolutionPads({ extent, begin, input, output }: Window): number[] {
  const before = extent.map((size, i) => size - 1 - begin[i]);
  const after = extent.map((size, i) => input[i] - output[i] - before[i] + size - 1);
  return [...before, ...after];
}

/** dx = dy * W', W' the weights reversed in space, with input and output channels swapped within each group. */
function convolveBack(b: GraphBuilder, dy: Value, weights: Value, window: Window, group: number): Value {
  const swapped = swapChannels(b, reverseKernel(b, weights), group);
  const { kernel, strides, dilations } = window;
  const shape = [dy.shape[0], swapped.shape[0], ...window.input];
  const pads = convolutionPads(window);
  return b.emit('Conv', [dy, swapped], shape, { kernel_shape: kernel, strides, dilations, pads, group });
}

function reverseKernel(b: GraphBuilder, weights: Value): Value {
  const axes = range(weights.shape.length - 2, 2).filter((axis) => weights.shape[axis] !== 1);
  return axes.length === 0 ? weights : b.reverse(weights, axes);
}

/** [M, C / group, ...kernel] to [C, M / group, ...kernel]. */
function swapChannels(b: GraphBuilder, weights: Value, group: number): Value {
  const [outputs = 1, inputs = 1, ...kernel] = weights.shape;
  const spatial = range(kernel.length, 2);
  if (group === 1) return b.transpose(weights, [1, 0, ...spatial]);
  const grouped = b.reshape(weights, [group, outputs / group, inputs, ...kernel]);
  const swapped = b.transpose(grouped, [0, 2, 1, ...spatial.map((axis) => axis + 1)]);
  return b.reshape(swapped, [inputs * group, outputs / group, ...kernel]);
}

/**
 * dW, for weights that depend on the image: x correlated with dy, the channels of a group being the batch. Strides and
 * dilations change places: dW[m, c, k] = sum over o of dy[m, o] x[c, o stride + k dilation - pad].
 */
function weightsOfConv(context: GradientContext): Value {
  const { b, node, x, y, dy } = context;
  const weights = context.input(1);
  const [outputs, inputs, ...kernel] = weights.shape;
  const { strides, dilations, begin, end, input, output, extent } = windowOf(node, kernel, x.shape, y.shape);
  const group = intOf(node, 'group', 1);
  const batch = x.shape[0];
  const spatial = range(kernel.length, 2);
  const split = b.reshape(x, [batch, group, inputs, ...input]);
  const channels = b.transpose(split, [2, 1, 0, ...spatial.map((axis) => axis + 1)]);
  const steps = kernel.map((size, i) => {
    const rest = input[i] + begin[i] + end[i] - (output[i] - 1) * strides[i] - extent[i];
    return size + Math.floor(rest / dilations[i]);
  });
  const taps = b.emit(
    'Conv',
    [b.reshape(channels, [inputs, group * batch, ...input]), b.transpose(dy, [1, 0, ...spatial])],
    [inputs, outputs, ...steps],
    { kernel_shape: output, strides: dilations, dilations: strides, pads: [...begin, ...end], group },
  );
  const cut = b.slice(
    taps,
    spatial,
    kernel.map(() => 0),
    kernel,
  );
  return b.transpose(cut, [1, 0, ...spatial]);
}

function inputOfConvTranspose(context: GradientContext): Value {
  const { b, node, x, y, dy } = context;
  const weights = context.input(1);
  // Seen from the gradient, y is the input of a convolution and x its output.
  const window = windowOf(node, weights.shape.slice(2), y.shape, x.shape);
  if (
    node.attributes.has('output_shape') ||
    (node.attributes.get('auto_pad')?.value ?? 'NOTSET') !== 'NOTSET'
  ) {
    throw new SaliencyError(
      'model-unsupported',
      `ConvTranspose "${node.name}" uses output_shape or auto_pad; export the model with explicit pads.`,
      { details: { node: node.name } },
    );
  }
  // dx = dy * W at the node's strides; end pads without output_padding, so that the sizes come out.
  const end = window.end.map((_, i) => Math.max(window.reach[i], 0));
  const trimmed = b.slice(
    dy,
    range(window.input.length, 2),
    window.input.map(() => 0),
    window.input.map((size, i) => size + Math.min(window.reach[i], 0)),
  );
  return b.emit('Conv', [trimmed, weights], x.shape, {
    ...windowAttributes({ ...window, end }),
    group: intOf(node, 'group', 1),
  });
}
