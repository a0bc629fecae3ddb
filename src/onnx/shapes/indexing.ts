import { sizeOf } from '../graph/shape.js';
import { DataType } from '../graph/model.js';
import { forAll, sameAsInput, type ShapeTable } from './shape-rule.js';

/** Operators that pick, place or rank elements. */
export const indexingShapes: ShapeTable = {
  ...forAll(['ScatterND', 'ScatterElements', 'Scatter', 'CumSum', 'Trilu', 'ReverseSequence'], sameAsInput),
  Gather: (op) => {
    const { dataType, shape } = op.input(0);
    const axis = op.axis(op.int('axis', 0), shape.length);
    return { dataType, shape: [...shape.slice(0, axis), ...op.shape(1), ...shape.slice(axis + 1)] };
  },
  GatherElements: (op) => ({ dataType: op.input(0).dataType, shape: op.shape(1) }),
  GridSample: (op) => {
    const { dataType, shape } = op.input(0);
    const grid = op.shape(1);
    op.check(grid.length === shape.length && shape.length > 2, 'the grid and the input differ in rank');
    return { dataType, shape: [...shape.slice(0, 2), ...grid.slice(1, -1)] };
  },
  Col2Im: (op) => {
    const { dataType, shape } = op.input(0);
    const [image, block] = [op.values(1), op.values(2)];
    if (!image || !block) return undefined;
    return { dataType, shape: [shape[0], shape[1] / sizeOf(block), ...image] };
  },
  GatherND: (op) => {
    const { dataType, shape } = op.input(0);
    const indices = op.shape(1);
    const depth = indices[indices.length - 1] + op.int('batch_dims', 0);
    op.check(indices.length > 0 && depth <= shape.length, 'the indices do not match the input');
    return { dataType, shape: [...indices.slice(0, -1), ...shape.slice(depth)] };
  },
  OneHot: (op) => {
    const indices = op.shape(0);
    const depth = op.values(1)?.[0];
    if (depth === undefined) return undefined;
    const axis = op.axis(op.int('axis', -1), indices.length + 1);
    return {
      dataType: op.input(2).dataType,
      shape: [...indices.slice(0, axis), depth, ...indices.slice(axis)],
    };
  },
  NonZero: (op) => {
    const values = op.values(0);
    const count = values?.filter((value) => value !== 0).length;
    return count === undefined ? undefined : { dataType: DataType.INT64, shape: [op.shape(0).length, count] };
  },
  TopK: (op) => {
    const k = op.has(1) ? op.values(1)?.[0] : op.int('k', 0);
    if (k === undefined) return undefined;
    const { dataType, shape } = op.input(0);
    const axis = op.axis(op.int('axis', -1), shape.length);
    op.check(k >= 0 && k <= shape[axis], `k = ${k} exceeds the axis`);
    const taken = shape.map((size, i) => (i === axis ? k : size));
    return [
      { dataType, shape: taken },
      { dataType: DataType.INT64, shape: taken },
    ];
  },
};
