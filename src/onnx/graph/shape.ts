import { SaliencyError } from '../../errors.js';

/** Sizes of a tensor's axes, outermost first. */
export type Shape = readonly number[];

export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** NumPy broadcasting, as ONNX defines it. */
export function broadcastShape(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new SaliencyError('internal', `Shapes [${a.join()}] and [${b.join()}] do not broadcast.`);
    }
    return left === 1 ? right : left;
  });
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
