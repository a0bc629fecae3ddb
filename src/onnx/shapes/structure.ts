import { sizeOf } from '../graph/shape.js';
import type { TensorType } from '../graph/model.js';
import type { Operator } from '../graph/operator.js';
import { broadcast, type ShapeTable } from './shape-rule.js';

/** Operators that only move values: the type stays, the shape changes. */
export const structureShapes: ShapeTable = {
  Reshape: reshaped,
  Flatten: (op) => {
    const { shape } = op.input(0);
    const axis = op.axis(op.int('axis', 1), shape.length, true);
    return retyped(op, [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis))]);
  },
  Squeeze: (op) => {
    const { shape } = op.input(0);
    const given = op.list('axes', 1);
    const axes = given?.map((axis) => op.axis(axis, shape.length));
    op.check(axes?.every((axis) => shape[axis] === 1) ?? true, 'a squeezed axis is not of size 1');
    if (given === null) return undefined;
    return retyped(
      op,
      shape.filter((size, axis) => (axes ? !axes.includes(axis) : size !== 1)),
    );
  },
  Unsqueeze: (op) => {
    const given = op.list('axes', 1);
    if (!given) return undefined;
    const rank = op.shape(0).length + given.length;
    const axes = given.map((axis) => op.axis(axis, rank));
    op.check(new Set(axes).size === axes.length, 'an axis is listed twice');
    const rest = [...op.shape(0)];
    return retyped(
      op,
      Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : rest.shift()!)),
    );
  },
  Transpose: (op) => {
    const { shape } = op.input(0);
    return retyped(
      op,
      permutation(op).map((axis) => shape[axis]),
    );
  },
  Expand: (op) => {
    const target = op.values(1);
    return target && retyped(op, broadcast(op, [op.shape(0), target]));
  },
  Tile: (op) => {
    const repeats = op.values(1);
    op.check(!repeats || repeats.length === op.shape(0).length, 'repeats and the input do not match');
    return (
      repeats &&
      retyped(
        op,
        op.shape(0).map((size, axis) => size * repeats[axis]),
      )
    );
  },
  Concat: (op) => {
    const { shape } = op.input(0);
    const axis = op.axis(op.int('axis', 1), shape.length);
    const shapes = op.types.map((_, index) => op.shape(index));
    const fits = shapes.every(
      (other) => other.length === shape.length && other.every((size, i) => i === axis || size === shape[i]),
    );
    op.check(fits, 'the inputs differ in more than the concatenated axis');
    return retyped(
      op,
      shape.map((size, i) => (i === axis ? shapes.reduce((sum, other) => sum + other[axis], 0) : size)),
    );
  },
  Split: (op) => {
    const { shape } = op.input(0);
    const axis = op.axis(op.int('axis', 0), shape.length);
    return splitSizes(op, shape[axis])?.map((part) =>
      retyped(
        op,
        shape.map((size, i) => (i === axis ? part : size)),
      ),
    );
  },
  Slice: (op) => {
    const ranges = sliceRanges(op);
    return (
      ranges &&
      retyped(
        op,
        ranges.map(({ count }) => count),
      )
    );
  },
  Pad: (op) => {
    const { shape } = op.input(0);
    const pads = op.list('pads', 1);
    if (!pads || (op.has(3) && !op.values(3))) return undefined;
    const axes = op.values(3)?.map((axis) => op.axis(axis, shape.length)) ?? shape.map((_, axis) => axis);
    op.check(pads.length === 2 * axes.length, `pads should have ${2 * axes.length} entries`);
    return retyped(
      op,
      shape.map((size, axis) => {
        const at = axes.indexOf(axis);
        return at < 0 ? size : size + pads[at] + pads[at + axes.length];
      }),
    );
  },
  DepthToSpace: (op) => {
    const [n, c, h, w] = imageShape(op);
    const block = blockSize(op);
    op.check(c % block ** 2 === 0, 'the channels are not a multiple of the squared block size');
    return retyped(op, [n, c / block ** 2, h * block, w * block]);
  },
  SpaceToDepth: (op) => {
    const [n, c, h, w] = imageShape(op);
    const block = blockSize(op);
    op.check(h % block === 0 && w % block === 0, 'height and width are not multiples of the block size');
    return retyped(op, [n, c * block ** 2, h / block, w / block]);
  },
};

function retyped(op: Operator, shape: readonly number[]): TensorType {
  return { dataType: op.input(0).dataType, shape };
}

/** 0 copies the input's size (unless `allowzero`), -1 takes what is left; undefined: not constant. */
function reshaped(op: Operator): TensorType | undefined {
  const target = op.values(1);
  if (!target) return undefined;
  const { shape } = op.input(0);
  const copyZero = op.int('allowzero', 0) === 0;
  const sizes = target.map((size, axis) => (size === 0 && copyZero ? (shape[axis] ?? -2) : size));
  op.check(
    sizes.every((size) => size >= -1) && sizes.filter((size) => size === -1).length <= 1,
    `the target shape [${target.join(', ')}] is out of range`,
  );
  const total = sizeOf(shape);
  const known = sizeOf(sizes.filter((size) => size !== -1));
  const result = sizes.map((size) => (size === -1 ? total / Math.max(known, 1) : size));
  op.check(
    result.every(Number.isInteger) && sizeOf(result) === total,
    `${total} elements do not fit the target shape [${target.join(', ')}]`,
  );
  return retyped(op, result);
}

function imageShape(op: Operator): readonly number[] {
  const { shape } = op.input(0);
  op.check(shape.length === 4, 'the input should have 4 dimensions');
  return shape;
}

function blockSize(op: Operator): number {
  const block = op.int('blocksize', 0);
  op.check(block > 0, 'blocksize is missing');
  return block;
}

/** `perm` of a Transpose; by default the axes reversed. */
export function permutation(op: Operator): readonly number[] {
  const rank = op.shape(0).length;
  const perm = op.ints('perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  op.check(perm.length === rank && new Set(perm).size === rank, 'perm is not a permutation of the axes');
  return perm.map((axis) => op.axis(axis, rank));
}

/** Sizes of Split's parts; undefined when they are not constant. */
export function splitSizes(op: Operator, size: number): readonly number[] | undefined {
  const given = op.list('split', 1);
  if (given === null) return undefined;
  if (given) {
    op.check(given.reduce((sum, part) => sum + part, 0) === size, 'the parts do not add up to the whole');
    return given;
  }
  const parts = op.int('num_outputs', op.outputs);
  op.check(parts > 0 && parts === op.outputs, 'the number of outputs is wrong');
  const most = Math.ceil(size / parts);
  return Array.from({ length: parts }, (_, i) => Math.max(0, Math.min(most, size - i * most)));
}

/** What Slice takes along one axis: `count` elements from `start`, `step` apart. */
export interface SliceRange {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** Undefined when a bound is not constant. */
export function sliceRanges(op: Operator): readonly SliceRange[] | undefined {
  const { shape } = op.input(0);
  const [starts, ends] = [op.list('starts', 1), op.list('ends', 2)];
  const [axes, steps] = [op.list('axes', 3), op.has(4) ? op.values(4) : undefined];
  if (!starts || !ends || axes === null || (op.has(4) && !steps)) return undefined;
  const ranges: SliceRange[] = shape.map((count) => ({ start: 0, step: 1, count }));
  op.check(starts.length === ends.length, 'starts and ends differ in length');
  starts.forEach((start, i) => {
    const axis = op.axis(axes ? axes[i] : i, shape.length);
    ranges[axis] = sliceRange(op, shape[axis], start, ends[i], steps?.[i] ?? 1);
  });
  return ranges;
}

function sliceRange(op: Operator, size: number, start: number, end: number, step: number): SliceRange {
  op.check(step !== 0, 'a step is 0');
  const most = step > 0 ? size : size - 1;
  const clamp = (index: number, least: number): number =>
    Math.max(Math.min(index < 0 ? index + size : index, most), least);
  const first = clamp(start, 0);
  const last = clamp(end, step > 0 ? 0 : -1);
  return { start: first, step, count: Math.max(0, Math.ceil((last - first) / step)) };
}
