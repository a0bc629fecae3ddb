import type { TensorType } from '../graph/model.js';
import type { Operator } from '../graph/operator.js';
import type { ShapeRule, ShapeTable } from './shape-rule.js';

export const recurrentShapes: ShapeTable = {
  RNN: recurrent(1, 2),
  GRU: recurrent(3, 2),
  LSTM: recurrent(4, 3),
};

/** Y of every step, and the states after the last one: Y_h, and for an LSTM Y_c. */
function recurrent(gates: number, outputs: number): ShapeRule {
  return (op) => {
    const [sequence, weights, recurrence] = [op.shape(0), op.shape(1), op.shape(2)];
    op.check(
      [sequence, weights, recurrence].every((shape) => shape.length === 3),
      'the sequence and both weights should have 3 axes',
    );
    const [first, second, width] = sequence;
    const hidden = recurrence[2];
    const directions = op.text('direction', 'forward') === 'bidirectional' ? 2 : 1;
    op.check(fits(weights, [directions, gates * hidden, width]), 'W does not fit the sequence and R');
    op.check(fits(recurrence, [directions, gates * hidden, hidden]), 'R does not fit the direction');
    return op.int('layout', 0) === 1
      ? types(op, outputs, [first, second, directions, hidden], [first, directions, hidden])
      : types(op, outputs, [first, directions, second, hidden], [directions, second, hidden]);
  };
}

function fits(shape: readonly number[], expected: readonly number[]): boolean {
  return shape.every((size, axis) => size === expected[axis]);
}

function types(
  op: Operator,
  outputs: number,
  steps: readonly number[],
  state: readonly number[],
): TensorType[] {
  const { dataType } = op.input(0);
  return Array.from({ length: outputs }, (_, i) => ({ dataType, shape: i === 0 ? steps : state }));
}
