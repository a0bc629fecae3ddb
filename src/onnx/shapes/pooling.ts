import { DataType } from '../graph/model.js';
import type { Operator } from '../graph/operator.js';
import { forAll, type ShapeTable } from './shape-rule.js';
import { slide, windowOf } from './window.js';

export const poolingShapes: ShapeTable = {
  ...forAll(['AveragePool', 'LpPool'], pooled),
  MaxPool: (op) => {
    const values = pooled(op);
    return [values, { dataType: DataType.INT64, shape: values.shape }];
  },
  ...forAll(['GlobalAveragePool', 'GlobalMaxPool', 'GlobalLpPool'], (op) => {
    const { dataType, shape } = op.input(0);
    op.check(shape.length >= 3, 'the input should have at least 3 dimensions');
    return { dataType, shape: shape.map((size, axis) => (axis < 2 ? size : 1)) };
  }),
};

function pooled(op: Operator): { dataType: number; shape: readonly number[] } {
  const { dataType, shape } = op.input(0);
  const kernel = op.ints('kernel_shape') ?? op.fail('kernel_shape is missing');
  op.check(shape.length === kernel.length + 2, 'kernel_shape and the input do not match');
  return { dataType, shape: [...shape.slice(0, 2), ...slide(op, shape.slice(2), windowOf(op, kernel))] };
}
