import { SPLIT_WAYS } from '../../lowering/webgpu-limits.js';
import { intOf, stringOf } from '../../onnx/graph/attributes.js';
import type { GraphBuilder } from '../../onnx/rewrite/graph-builder.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { NodeContext } from '../../onnx/rewrite/node-context.js';
import type { Shape } from '../../onnx/graph/shape.js';

/** What the steps of a recurrent operator share. Every value is [1 or steps, directions, batch, ...]. */
export interface Layers {
  readonly directions: number;
  /** Width of one gate: `hidden_size`. */
  readonly size: number;
  /** R^T [1, directions, size, gates size]. */
  readonly recurrence: Value;
  /** The initial state [1, directions, batch, size] at input `index`; zeros where it is absent. */
  state(index: number): Value;
  /** Wb + Rb or one of them, [1, directions, 1, gates size]; `undefined` without B. */
  bias(part: 'sum' | 'input' | 'recurrent'): Value | undefined;
  /** X W^T + bias of all steps at once, [steps, directions, batch, gates size], in the order of the steps. */
  product(bias: Value | undefined): Value;
}

/** True for default activations and sequences of full length: what a rewrite without loops and masks can say. */
export function isPlain(context: NodeContext, activations: readonly string[]): boolean {
  const given = context.node.attributes.get('activations');
  const names = given?.type === 'strings' ? given.value : [];
  const isDefault = names.every(
    (name, i) => name.toLowerCase() === activations[i % activations.length].toLowerCase(),
  );
  const lengths = context.inputs[4] ? context.known(4) : [];
  return isDefault && (lengths?.every((length) => length === sizesOf(context).steps) ?? false);
}

interface Sizes {
  readonly steps: number;
  readonly batch: number;
  readonly width: number;
}

/** X is [steps, batch, width], or in layout 1 [batch, steps, width]. */
function sizesOf({ node, x }: NodeContext): Sizes {
  const [first, second, width] = x.shape;
  return isBatchFirst(node) ? { steps: second, batch: first, width } : { steps: first, batch: second, width };
}

function isBatchFirst(node: NodeContext['node']): boolean {
  return intOf(node, 'layout', 0) === 1;
}

export function layersOf(context: NodeContext, gates: number): Layers {
  const { b, node, x, inputs } = context;
  const { batch, width } = sizesOf(context);
  const [directions, , size] = context.input(2).shape;
  const shape = [1, directions, batch, size];
  const rows = gates * size;
  return {
    directions,
    size,
    recurrence: b.transpose(reshaped(context, 2, [1, directions, rows, size]), [0, 1, 3, 2]),
    state(index) {
      const value = inputs[index];
      if (!value) return b.zeros(shape, x.dataType);
      return isBatchFirst(node)
        ? b.transpose(b.reshape(value, [1, batch, directions, size]), [0, 2, 1, 3])
        : b.reshape(value, shape);
    },
    bias(part) {
      if (!inputs[3]) return undefined;
      const [input, recurrent] = b.split(b.reshape(inputs[3], [1, directions, 1, 2 * rows]), 3, [rows, rows]);
      return { sum: b.add(input, recurrent), input, recurrent }[part];
    },
    product(bias) {
      const matrix = reshaped(context, 1, [directions * rows, width]);
      const addend = bias && b.reshape(bias, [directions * rows]);
      const [first, second] = x.shape;
      const flat = b.gemm(b.reshape(x, [first * second, width]), matrix, { transB: true }, addend);
      const parts = b.reshape(flat, [first, second, directions, rows]);
      return inOrder(context, b.transpose(parts, isBatchFirst(node) ? [1, 2, 0, 3] : [0, 2, 1, 3]));
    },
  };
}

/** An initializer under another shape is the same bytes of the file; only a computed tensor needs a node. */
function reshaped(context: NodeContext, index: number, shape: Shape): Value {
  const { b } = context;
  const tensor = context.initializer(index);
  if (!tensor) return b.reshape(context.input(index), shape);
  return b.addInitializer({ ...tensor, name: b.freshName('weights'), dims: shape });
}

/** [steps, directions, ...] with the backward direction reversed: between the order of steps and that of time. */
function inOrder({ b, node }: NodeContext, value: Value): Value {
  const direction = stringOf(node, 'direction', 'forward');
  if (direction === 'reverse') return reversed(b, value);
  if (direction !== 'bidirectional') return value;
  const [forward, backward] = b.split(value, 1, [1, 1]);
  return b.concat([forward, reversed(b, backward)], 1);
}

function reversed(b: GraphBuilder, value: Value): Value {
  return b.opset >= 10 ? b.reverse(value, [0]) : b.concat(stepsOf(b, value).reverse(), 0);
}

/**
 * Slices of the first axis, by Splits of Splits (see the quirk `wideSplits`): backwards they are Concats, while a Slice
 * a step would pad every one.
 */
export function stepsOf(b: GraphBuilder, value: Value): Value[] {
  const [steps] = value.shape;
  let size = 1;
  while (size * SPLIT_WAYS < steps) size *= SPLIT_WAYS;
  const sizes = Array.from({ length: Math.ceil(steps / size) }, (_, i) => Math.min(size, steps - i * size));
  const parts = b.split(value, 0, sizes);
  return size === 1 ? parts : parts.flatMap((part) => stepsOf(b, part));
}

/** Y, Y_h and, with a cell, Y_c in the layout of the operator. */
export function outputsOf(context: NodeContext, hidden: readonly Value[], cell?: Value): Value[] {
  const { b, node } = context;
  const all = inOrder(context, b.concat(hidden, 0));
  const batchFirst = isBatchFirst(node);
  const last = [hidden[hidden.length - 1], ...(cell ? [cell] : [])].map((value) => {
    const [, directions, batch, size] = value.shape;
    return batchFirst
      ? b.reshape(b.transpose(value, [0, 2, 1, 3]), [batch, directions, size])
      : b.reshape(value, [directions, batch, size]);
  });
  return [batchFirst ? b.transpose(all, [2, 0, 1, 3]) : all, ...last];
}
