/** A float64 tensor: the plain, slow arithmetic that the gradient rules are checked against. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

export function nd(shape: readonly number[], data: ArrayLike<number>): NdArray {
  if (data.length !== sizeOf(shape)) throw new Error(`${data.length} numbers for shape [${shape.join()}]`);
  return { shape, data: Float64Array.from(data) };
}

/** Every index of a shape, row-major. */
export function indicesOf(shape: readonly number[]): number[][] {
  return Array.from({ length: sizeOf(shape) }, (_, flat) => unflatten(flat, shape));
}

export function unflatten(flat: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = flat;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    index[axis] = rest % shape[axis];
    rest = Math.floor(rest / shape[axis]);
  }
  return index;
}

export function flatten(index: readonly number[], shape: readonly number[]): number {
  return shape.reduce((flat, size, axis) => flat * size + index[axis], 0);
}

export function generate(shape: readonly number[], value: (index: number[]) => number): NdArray {
  return nd(shape, indicesOf(shape).map(value));
}

/** The element at `index`, which may have more axes than `a` and run over axes of size 1 (broadcasting). */
export function read(a: NdArray, index: readonly number[]): number {
  const own = index.slice(index.length - a.shape.length).map((i, axis) => (a.shape[axis] === 1 ? 0 : i));
  return a.data[flatten(own, a.shape)];
}

/** The element at `index`, or `outside` where there is none. */
export function readOr(a: NdArray, index: readonly number[], outside: number): number {
  const inside = index.every((i, axis) => i >= 0 && i < a.shape[axis]);
  return inside ? a.data[flatten(index, a.shape)] : outside;
}

export function broadcast(...shapes: (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) =>
    Math.max(...shapes.map((shape) => shape[axis - rank + shape.length] ?? 1)),
  );
}

export function mapAll(arrays: readonly NdArray[], f: (...values: number[]) => number): NdArray {
  const shape = broadcast(...arrays.map((a) => a.shape));
  return generate(shape, (index) => f(...arrays.map((a) => read(a, index))));
}

/** Groups of elements that differ only along `axes`, by their index with those axes at 0. */
export function reduce(a: NdArray, axes: readonly number[], f: (values: number[]) => number): NdArray {
  const shape = a.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const groups = Array.from({ length: sizeOf(shape) }, (): number[] => []);
  indicesOf(a.shape).forEach((index, flat) => {
    const kept = index.map((i, axis) => (axes.includes(axis) ? 0 : i));
    groups[flatten(kept, shape)].push(a.data[flat]);
  });
  return nd(shape, groups.map(f));
}

export function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

export function range(length: number, start = 0): number[] {
  return Array.from({ length }, (_, i) => start + i);
}
