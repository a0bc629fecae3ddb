import { permutation, sliceRanges, splitSizes } from '../shapes/structure.js';
import { at, stridesOf, tabulate, type FoldRule, type FoldTable } from './fold-rule.js';

/** Row-major order stays, so only the shape changes. */
const sameValues: FoldRule = ({ constant }) => [constant(0).values];

export const movementFolds: FoldTable = {
  Reshape: sameValues,
  Flatten: sameValues,
  Squeeze: sameValues,
  Unsqueeze: sameValues,
  Expand: ({ outputs: [{ shape }], constant }) => [tabulate(shape, (index) => at(constant(0), index))],
  Transpose: ({ op, outputs: [{ shape }], constant }) => {
    const perm = permutation(op);
    const source = constant(0);
    const back = perm.map((_, axis) => perm.indexOf(axis));
    return [
      tabulate(shape, (index) =>
        at(
          source,
          back.map((axis) => index[axis]),
        ),
      ),
    ];
  },
  Tile: ({ outputs: [{ shape }], constant }) => {
    const source = constant(0);
    return [
      tabulate(shape, (index) =>
        at(
          source,
          index.map((i, axis) => i % source.shape[axis]),
        ),
      ),
    ];
  },
  Slice: ({ op, outputs: [{ shape }], constant }) => {
    const ranges = sliceRanges(op);
    if (!ranges) return undefined;
    const source = constant(0);
    return [
      tabulate(shape, (index) =>
        at(
          source,
          index.map((i, axis) => ranges[axis].start + i * ranges[axis].step),
        ),
      ),
    ];
  },
  Concat: ({ op, outputs: [{ shape }], constant }) => {
    const axis = op.axis(op.int('axis', 1), shape.length);
    const parts = op.types.map((_, index) => constant(index));
    return [
      tabulate(shape, (index) => {
        let offset = index[axis];
        const part = parts.find(
          ({ shape: sizes }) => offset < sizes[axis] || ((offset -= sizes[axis]), false),
        )!;
        return at(
          part,
          index.map((i, other) => (other === axis ? offset : i)),
        );
      }),
    ];
  },
  Split: ({ op, outputs, constant }) => {
    const source = constant(0);
    const axis = op.axis(op.int('axis', 0), source.shape.length);
    const sizes = splitSizes(op, source.shape[axis]);
    return (
      sizes &&
      outputs.map(({ shape }, part) => {
        const start = sizes.slice(0, part).reduce((sum, size) => sum + size, 0);
        return tabulate(shape, (index) =>
          at(
            source,
            index.map((i, other) => (other === axis ? start + i : i)),
          ),
        );
      })
    );
  },
  Gather: ({ op, outputs: [{ shape }], constant }) => {
    const [source, indices] = [constant(0), constant(1)];
    const axis = op.axis(op.int('axis', 0), source.shape.length);
    const rank = indices.shape.length;
    op.check(
      indices.values.every((i) => i >= -source.shape[axis] && i < source.shape[axis]),
      'an index is out of range',
    );
    return [
      tabulate(shape, (index) => {
        const found = at(indices, index.slice(axis, axis + rank));
        const picked = found < 0 ? found + source.shape[axis] : found;
        return at(source, [...index.slice(0, axis), picked, ...index.slice(axis + rank)]);
      }),
    ];
  },
  NonZero: ({ constant }) => {
    const { shape, values } = constant(0);
    const indices = tabulate(shape, (index) => index).filter((_, flat) => values[flat] !== 0);
    return [shape.flatMap((_, axis) => indices.map((index) => index[axis]))];
  },
  ScatterND: ({ op, constant }) => {
    const [source, indices, updates] = [constant(0), constant(1), constant(2)];
    const depth = indices.shape[indices.shape.length - 1];
    if (depth !== source.shape.length || op.text('reduction', 'none') !== 'none') return undefined;
    const strides = stridesOf(source.shape);
    const values = [...source.values];
    updates.values.forEach((value, i) => {
      const index = indices.values.slice(i * depth, (i + 1) * depth);
      const flat = index.reduce(
        (sum, at, axis) => sum + (at < 0 ? at + source.shape[axis] : at) * strides[axis],
        0,
      );
      op.check(flat >= 0 && flat < values.length, 'an index is out of range');
      values[flat] = value;
    });
    return [values];
  },
};
