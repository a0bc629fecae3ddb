import type { Operator } from '../graph/operator.js';
import type { ShapeTable } from './shape-rule.js';
import { reach, slide, windowOf, type Window } from './window.js';

/** Y = Conv(X [N, C, ...], W [M, C/group, ...kernel]); ConvTranspose has W [C, M/group, ...kernel]. */
export const convolutionShapes: ShapeTable = {
  Conv(op) {
    const { dataType, shape } = op.input(0);
    const window = kernelWindow(op);
    const [outputs, inputsPerGroup] = op.shape(1);
    const group = op.int('group', 1);
    op.check(shape[1] === inputsPerGroup * group, 'the channels of input and weights do not match');
    return { dataType, shape: [shape[0], outputs, ...slide(op, shape.slice(2), window)] };
  },

  ConvTranspose(op) {
    const { dataType, shape } = op.input(0);
    const window = kernelWindow(op);
    const [inputs, outputsPerGroup] = op.shape(1);
    op.check(shape[1] === inputs, 'the channels of input and weights do not match');
    const spatial = op.ints('output_shape') ?? spread(op, shape.slice(2), window);
    return {
      dataType,
      shape: [shape[0], outputsPerGroup * op.int('group', 1), ...spatial.slice(2 - shape.length)],
    };
  },
};

function kernelWindow(op: Operator): Window {
  const rank = op.shape(0).length;
  const weights = op.shape(1);
  op.check(rank >= 3 && weights.length === rank, 'input and weights should have the same rank, at least 3');
  const kernel = op.ints('kernel_shape') ?? weights.slice(2);
  op.check(kernel.join() === weights.slice(2).join(), 'kernel_shape and the weights do not match');
  return windowOf(op, kernel);
}

function spread(op: Operator, input: readonly number[], window: Window): readonly number[] {
  const extra = op.ints('output_padding') ?? [];
  return input.map((size, axis) => {
    if (window.autoPad.startsWith('SAME')) return size * window.strides[axis];
    const full = (size - 1) * window.strides[axis] + reach(window, axis) + (extra[axis] ?? 0);
    return full - window.begin[axis] - window.end[axis];
  });
}
