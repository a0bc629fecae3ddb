import { tensorAttribute } from '../graph/attributes.js';
import { readConstant } from '../graph/constant.js';
import { sizeOf } from '../graph/shape.js';
import { shapeSlice } from '../shapes/generator.js';
import { at, roundTo, tabulate, type FoldTable } from './fold-rule.js';

export const generatorFolds: FoldTable = {
  Shape: ({ op }) => [shapeSlice(op)],
  Size: ({ op }) => [[sizeOf(op.shape(0))]],
  ConstantOfShape: ({ op, outputs: [{ shape }] }) => {
    const tensor = tensorAttribute(op.node, 'value');
    const value = tensor ? readConstant(tensor)?.values[0] : 0;
    return value === undefined ? undefined : [new Array<number>(sizeOf(shape)).fill(value)];
  },
  Range: ({ outputs: [{ dataType, shape }], constant }) => {
    const [start, delta] = [constant(0).values[0], constant(2).values[0]];
    return [Array.from({ length: shape[0] }, (_, i) => roundTo(dataType, start + i * delta))];
  },
  OneHot: ({ op, outputs: [{ shape }], constant }) => {
    const [depth] = constant(1).values;
    const [off, on] = constant(2).values;
    const axis = op.axis(op.int('axis', -1), shape.length);
    return [
      tabulate(shape, (index) => {
        const hot = at(
          constant(0),
          index.filter((_, i) => i !== axis),
        );
        return index[axis] === (hot < 0 ? hot + depth : hot) ? on : off;
      }),
    ];
  },
};
