import { DataType } from '../graph/model.js';
import type { Operator } from '../graph/operator.js';
import { forAll, type ShapeTable } from './shape-rule.js';

const REDUCTIONS = [
  ...['ReduceSum', 'ReduceMean', 'ReduceMax', 'ReduceMin', 'ReduceProd', 'ReduceL1', 'ReduceL2'],
  ...['ReduceLogSum', 'ReduceLogSumExp', 'ReduceSumSquare'],
];

export const reductionShapes: ShapeTable = {
  ...forAll(REDUCTIONS, (op) => {
    const axes = reducedAxes(op);
    return axes && { dataType: op.input(0).dataType, shape: reduced(op, axes) };
  }),
  ...forAll(['ArgMax', 'ArgMin'], (op) => {
    const axis = op.axis(op.int('axis', 0), op.shape(0).length);
    return { dataType: DataType.INT64, shape: reduced(op, [axis]) };
  }),
};

/** Axes of a Reduce operator, counted from the front; undefined when they are not constant. */
export function reducedAxes(op: Operator): readonly number[] | undefined {
  const { length: rank } = op.shape(0);
  const axes = op.list('axes', 1);
  if (axes === null) return undefined;
  if (axes && axes.length > 0) return axes.map((axis) => op.axis(axis, rank));
  return op.int('noop_with_empty_axes', 0) ? [] : Array.from({ length: rank }, (_, axis) => axis);
}

function reduced(op: Operator, axes: readonly number[]): readonly number[] {
  const { shape } = op.input(0);
  if (op.int('keepdims', 1)) return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return shape.filter((_, axis) => !axes.includes(axis));
}
