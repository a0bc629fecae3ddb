import { tensorAttribute } from '../graph/attributes.js';
import { DataType } from '../graph/model.js';
import type { Operator } from '../graph/operator.js';
import type { ShapeTable } from './shape-rule.js';

/** Operators whose output does not depend on their input's values, or only on its size. */
export const generatorShapes: ShapeTable = {
  Shape: (op) => ({ dataType: DataType.INT64, shape: [shapeSlice(op).length] }),
  Size: () => ({ dataType: DataType.INT64, shape: [] }),
  ConstantOfShape: (op) => {
    const shape = op.values(0);
    op.check(shape?.every((size) => size >= 0) ?? true, 'a size is negative');
    return shape && { dataType: tensorAttribute(op.node, 'value')?.dataType ?? DataType.FLOAT, shape };
  },
  Range: (op) => {
    const [start, limit, delta] = [0, 1, 2].map((index) => op.values(index)?.[0]);
    if (start === undefined || limit === undefined || delta === undefined) return undefined;
    op.check(delta !== 0, 'the step is 0');
    const count = Math.max(0, Math.ceil((limit - start) / delta));
    return { dataType: op.input(0).dataType, shape: [count] };
  },
  EyeLike: (op) => ({ dataType: op.int('dtype', op.input(0).dataType), shape: op.shape(0) }),
  RandomNormalLike: (op) => ({ dataType: op.int('dtype', op.input(0).dataType), shape: op.shape(0) }),
  RandomUniformLike: (op) => ({ dataType: op.int('dtype', op.input(0).dataType), shape: op.shape(0) }),
};

/** The sizes that Shape gives: from opset 15 on, a part of them. */
export function shapeSlice(op: Operator): readonly number[] {
  const { shape } = op.input(0);
  return shape.slice(op.int('start', 0), op.int('end', shape.length));
}
