import { SaliencyError } from '../../errors.js';

/** Sizes of a tensor's axes, outermost first. */
export type Shape = readonly number[];

/** Number of elements; 1 for a scalar (`[]`). */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** NumPy broadcasting, as ONNX defines it; undefined where the shapes do not broadcast. */
export function commonShape(shapes: readonly Shape[]): number[] | undefined {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const sizes = Array.from({ length: rank }, (_, axis) => {
    const along = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const size = along.find((candidate) => candidate !== 1) ?? 1;
    return along.every((other) => other === 1 || other === size) ? size : undefined;
  });
  return sizes.every((size) => size !== undefined) ? sizes : undefined;
}

export function broadcastShape(a: Shape, b: Shape): number[] {
  const common = commonShape([a, b]);
  if (common) return common;
  throw new SaliencyError('internal', `Shapes [${a.join()}] and [${b.join()}] do not broadcast.`);
}

/** An axis, or a place along one, where a negative one counts from the end of `length`. */
export function fromStart(position: number, length: number): number {
  return position < 0 ? position + length : position;
}

/** Axes with negative numbers counted from the end, ascending. */
export function normaliseAxes(axes: readonly number[], rank: number): number[] {
  return axes.map((axis) => fromStart(axis, rank)).sort((a, b) => a - b);
}

export function reducedShape(shape: Shape, axes: readonly number[]): number[] {
  return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

export function range(length: number, start = 0): number[] {
  return Array.from({ length }, (_, index) => start + index);
}

export function invertPermutation(permutation: readonly number[]): number[] {
  const inverse: number[] = [];
  permutation.forEach((from, to) => (inverse[from] = to));
  return inverse;
}
