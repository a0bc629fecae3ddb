import { SaliencyError } from '../../errors.js';
import { DataType, type Node } from '../graph/model.js';
import { float } from '../graph/attribute-input.js';
import { NodeEmitter, type Value } from './node-emitter.js';
import {
  broadcastShape,
  normaliseAxes,
  range,
  reducedShape,
  sameShape,
  sizeOf,
  type Shape,
} from '../graph/shape.js';

/** A number stands for a scalar constant of the other operand's type. */
export type Operand = Value | number;

export interface GemmOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly alpha?: number;
}

/**
 * Emits plain ai.onnx nodes in the form that the model's opset asks for, so that those who call it need not know it.
 */
export class GraphBuilder extends NodeEmitter {
  /** By tensor and order, among the nodes not yet taken: the steps of a sequence share their weights. */
  readonly #transposed = new Map<string, Value>();

  override takeNodes(): Node[] {
    this.#transposed.clear();
    return super.takeNodes();
  }

  add(a: Operand, b: Operand): Value {
    return this.#binary('Add', a, b);
  }

  sub(a: Operand, b: Operand): Value {
    return this.#binary('Sub', a, b);
  }

  mul(a: Operand, b: Operand): Value {
    return this.#binary('Mul', a, b);
  }

  div(a: Operand, b: Operand): Value {
    return this.#binary('Div', a, b);
  }

  pow(a: Operand, b: Operand): Value {
    return this.#binary('Pow', a, b);
  }

  /** An elementwise operator of two operands whose result has their type. */
  elementwise(opType: string, a: Operand, b: Operand): Value {
    return this.#binary(opType, a, b);
  }

  greater(a: Operand, b: Operand): Value {
    return this.compare('Greater', a, b);
  }

  less(a: Operand, b: Operand): Value {
    return this.compare('Less', a, b);
  }

  /** a >= b; GreaterOrEqual exists from opset 12. */
  atLeast(a: Operand, b: Operand): Value {
    return this.not(this.less(a, b));
  }

  /** a == b for values of which a <= b is known: Equal takes floats from opset 11 only. */
  reaches(a: Value, b: Value): Value {
    return this.opset >= 11 ? this.compare('Equal', a, b) : this.atLeast(a, b);
  }

  equal(a: Operand, b: Operand): Value {
    if (this.opset >= 11) return this.compare('Equal', a, b);
    return this.and(this.atLeast(a, b), this.atLeast(b, a));
  }

  and(a: Value, b: Value): Value {
    return this.#binary('And', a, b, DataType.BOOL);
  }

  not(a: Value): Value {
    return this.emit('Not', [a], a.shape);
  }

  /** Elementwise operators of one input without attributes: Exp, Log, Sqrt, Neg, Abs, Reciprocal, Sigmoid, Tanh, ... */
  unary(opType: string, x: Value): Value {
    return this.emit(opType, [x], x.shape);
  }

  cast(x: Value, dataType: number): Value {
    return x.dataType === dataType ? x : this.emit('Cast', [x], x.shape, { to: dataType }, dataType);
  }

  /** mask ? a : b, elementwise; Where exists from opset 9. */
  where(mask: Value, a: Operand, b: Operand): Value {
    const dataType =
      typeof a === 'number' ? (typeof b === 'number' ? DataType.FLOAT : b.dataType) : a.dataType;
    const left = this.#operand(a, dataType);
    const right = this.#operand(b, dataType);
    const shape = broadcastShape(mask.shape, broadcastShape(left.shape, right.shape));
    if (this.opset >= 9) return this.emit('Where', [mask, left, right], shape, {}, dataType);
    const one = this.cast(mask, dataType);
    const chosen = this.mul(one, left);
    return b === 0 ? chosen : this.add(chosen, this.mul(this.sub(1, one), right));
  }

  reshape(x: Value, shape: Shape): Value {
    if (sameShape(x.shape, shape)) return x;
    if (sizeOf(x.shape) !== sizeOf(shape)) {
      throw new SaliencyError('internal', `Cannot reshape [${x.shape.join()}] to [${shape.join()}].`);
    }
    return this.emit('Reshape', [x, this.ints(shape)], shape);
  }

  transpose(x: Value, perm: readonly number[]): Value {
    if (perm.every((from, to) => from === to)) return x;
    const shape = perm.map((axis) => x.shape[axis]);
    // No element changes its place: axes of size 1 are all that is passed over
    const moved = perm.filter((axis) => x.shape[axis] !== 1);
    if (moved.every((axis, i) => i === 0 || axis > moved[i - 1])) return this.reshape(x, shape);
    const key = `${perm.join()} ${x.name}`;
    const known = this.#transposed.get(key) ?? this.emit('Transpose', [x], shape, { perm });
    this.#transposed.set(key, known);
    return known;
  }

  /** Broadcasts x to `shape`; Expand exists from opset 8. */
  expand(x: Value, shape: Shape): Value {
    if (sameShape(x.shape, shape)) return x;
    if (this.opset >= 8) return this.emit('Expand', [x, this.ints(shape)], shape);
    const padded = [...range(shape.length - x.shape.length).map(() => 1), ...x.shape];
    const ones = shape.map((size, axis) => (size === padded[axis] ? 1 : size));
    return this.mul(x, this.constant(new Float32Array(sizeOf(ones)).fill(1), ones, x.dataType));
  }

  zeros(shape: Shape, dataType: number): Value {
    return this.expand(this.scalar(0, dataType), shape);
  }

  /** Sums away what broadcasting from `shape` added. */
  sumTo(x: Value, shape: Shape): Value {
    if (sameShape(x.shape, shape)) return x;
    const lead = x.shape.length - shape.length;
    const added = (axis: number): boolean => axis < lead || shape[axis - lead] !== x.shape[axis];
    const axes = range(x.shape.length).filter((axis) => x.shape[axis] !== 1 && added(axis));
    return this.reshape(this.reduce('ReduceSum', x, axes), shape);
  }

  /** ReduceSum, ReduceMean, ReduceMax, ... over `axes`, which stay with size 1. */
  reduce(
    opType: 'ReduceSum' | 'ReduceMean' | 'ReduceMax' | 'ReduceMin' | 'ReduceProd',
    x: Value,
    axes: readonly number[],
  ): Value {
    const reduced = normaliseAxes(axes, x.shape.length);
    const shape = reducedShape(x.shape, reduced);
    if (reduced.length === 0) return x;
    const inputSince = opType === 'ReduceSum' ? 13 : 18;
    if (this.opset < inputSince) return this.emit(opType, [x], shape, { axes: reduced, keepdims: 1 });
    return this.emit(opType, [x, this.ints(reduced)], shape, { keepdims: 1 });
  }

  /** x[starts:ends:steps] along `axes`; ends are exclusive; steps other than 1 need opset 10. */
  slice(
    x: Value,
    axes: readonly number[],
    starts: readonly number[],
    ends: readonly number[],
    steps?: readonly number[],
  ): Value {
    const shape = [...x.shape];
    axes.forEach((axis, i) => {
      shape[axis] = Math.ceil((ends[i] - starts[i]) / (steps?.[i] ?? 1));
    });
    if (sameShape(shape, x.shape) && !steps) return x;
    if (this.opset < 10) return this.emit('Slice', [x], shape, { axes, starts, ends });
    const inputs = [x, this.ints(starts), this.ints(ends), this.ints(axes)];
    return this.emit('Slice', steps ? [...inputs, this.ints(steps)] : inputs, shape);
  }

  /** x reversed along `axes`; needs opset 10. */
  reverse(x: Value, axes: readonly number[]): Value {
    const minus = axes.map(() => -1);
    const inputs = [minus, axes.map((axis) => -x.shape[axis] - 1), axes, minus].map((values) =>
      this.ints(values),
    );
    return this.emit('Slice', [x, ...inputs], x.shape);
  }

  /** Adds `begin` and `end` elements (negative: removes) per axis. */
  pad(x: Value, begin: readonly number[], end: readonly number[], value = 0): Value {
    if (begin.every((n) => n === 0) && end.every((n) => n === 0)) return x;
    const shape = x.shape.map((size, axis) => size + begin[axis] + end[axis]);
    const pads = [...begin, ...end];
    if (this.opset < 11) return this.emit('Pad', [x], shape, { mode: 'constant', pads, value: float(value) });
    return this.emit('Pad', [x, this.ints(pads), this.scalar(value, x.dataType)], shape, {
      mode: 'constant',
    });
  }

  /** x cut along `axis` into parts of these sizes. */
  split(x: Value, axis: number, sizes: readonly number[]): Value[] {
    if (sizes.length === 1) return [x];
    const shapes = sizes.map((size) => x.shape.map((whole, i) => (i === axis ? size : whole)));
    if (this.opset < 13) return this.emitAll('Split', [x], shapes, { axis, split: sizes });
    return this.emitAll('Split', [x, this.ints(sizes)], shapes, { axis });
  }

  concat(values: readonly Value[], axis: number): Value {
    const [first] = values;
    if (!first) throw new SaliencyError('internal', 'Nothing to concatenate.');
    if (values.length === 1) return first;
    const shape = [...first.shape];
    shape[axis] = values.reduce((total, value) => total + value.shape[axis], 0);
    return this.emit('Concat', values, shape, { axis });
  }

  matMul(a: Value, b: Value): Value {
    const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    return this.emit('MatMul', [a, b], [...batch, a.shape.at(-2)!, b.shape.at(-1)!]);
  }

  /** alpha A' B' (+ C); C is optional from opset 11. */
  gemm(
    a: Value,
    b: Value,
    { transA = false, transB = false, alpha = 1 }: GemmOptions = {},
    c?: Value,
  ): Value {
    const shape = [a.shape[transA ? 1 : 0], b.shape[transB ? 0 : 1]];
    const addend = c ?? (this.opset < 11 ? this.constant([0], [1], a.dataType) : undefined);
    const inputs = addend ? [a, b, addend] : [a, b];
    return this.emit('Gemm', inputs, shape, {
      transA: Number(transA),
      transB: Number(transB),
      alpha: float(alpha),
    });
  }

  /** An elementwise operator of two operands whose result is a truth value. */
  protected compare(opType: string, a: Operand, b: Operand): Value {
    return this.#binary(opType, a, b, DataType.BOOL);
  }

  #binary(opType: string, a: Operand, b: Operand, dataType?: number): Value {
    const type = typeof a === 'number' ? (typeof b === 'number' ? DataType.FLOAT : b.dataType) : a.dataType;
    const left = this.#operand(a, type);
    const right = this.#operand(b, type);
    return this.emit(opType, [left, right], broadcastShape(left.shape, right.shape), {}, dataType ?? type);
  }

  #operand(operand: Operand, dataType: number): Value {
    return typeof operand === 'number' ? this.scalar(operand, dataType) : operand;
  }
}
