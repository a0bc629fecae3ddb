import { reducedAxes } from '../shapes/reduction.js';
import { at, roundTo, tabulate, type FoldRule, type FoldTable } from './fold-rule.js';

export const reductionFolds: FoldTable = {
  ReduceSum: reduce((values) => values.reduce((a, b) => a + b, 0)),
  ReduceProd: reduce((values) => values.reduce((a, b) => a * b, 1)),
  ReduceMax: reduce((values) => values.reduce((a, b) => Math.max(a, b))),
  ReduceMin: reduce((values) => values.reduce((a, b) => Math.min(a, b))),
  ReduceMean: reduce((values) => values.reduce((a, b) => a + b, 0) / values.length),
};

function reduce(apply: (values: readonly number[]) => number): FoldRule {
  return ({ op, outputs: [{ dataType, shape }], constant }) => {
    const source = constant(0);
    const axes = reducedAxes(op);
    if (!axes || source.values.length === 0) return undefined;
    const kept = source.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
    const inner = source.shape.map((size, axis) => (axes.includes(axis) ? size : 1));
    const keepsDims = op.int('keepdims', 1) !== 0;
    return [
      tabulate(shape, (outer) => {
        const base = source.shape.map((_, axis) =>
          keepsDims ? outer[axis] : (outer[kept.indexOf(axis)] ?? 0),
        );
        const values = tabulate(inner, (offset) =>
          at(
            source,
            base.map((i, axis) => i + offset[axis]),
          ),
        );
        return roundTo(dataType, apply(values));
      }),
    ];
  };
}
