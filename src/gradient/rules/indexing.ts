import { SaliencyError } from '../../errors.js';
import { DataType } from '../../onnx/graph/model.js';
import { intOf } from '../../onnx/graph/attributes.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { NodeContext } from '../../onnx/rewrite/node-context.js';
import type { GradientContext, RuleTable } from './operator-table.js';
import { applyTransposed, axisMap } from '../formulas/separable.js';
import { fromStart, range, sizeOf } from '../../onnx/graph/shape.js';

/** Elements picked by their place; the gradient goes back to the places, summed where one was picked twice. */
export const indexing = {
  Gather: { gradient: [gatherBack], remarks: 'before opset 16: constant indices' },
  GatherElements: {
    since: 16,
    gradient: [({ node, dy, ...c }) => scatter(c, dy, c.input(1), intOf(node, 'axis', 0))],
  },
  GatherND: { since: 16, gradient: [gatherNdBack] },
  // y[1] holds the places
  TopK: { since: 11, gradient: [topKBack], remarks: 'values only' },
} satisfies RuleTable;

function gatherBack(context: GradientContext): Value {
  const { b, node, x, dy } = context;
  const axis = fromStart(intOf(node, 'axis', 0), x.shape.length);
  const size = x.shape[axis];
  const count = sizeOf(context.input(1).shape);
  const flat = b.reshape(dy, [...x.shape.slice(0, axis), count, ...x.shape.slice(axis + 1)]);
  const indices = context.known(1)?.map((index) => fromStart(index, size));
  if (indices?.every((index, i) => index === indices[0] + i)) return padRun(context, flat, axis, indices[0]);
  if (indices && (count * size <= MOST_SELECTED || b.opset < 16)) {
    const selection = axisMap(count, size, (k) => [[indices[k], 1]]);
    return applyTransposed(
      b,
      flat,
      x.shape.map((_, i) => (i === axis ? selection : undefined)),
    );
  }
  if (b.opset < 16) refuse(context, 'computes its indices');
  const column = b.reshape(
    context.input(1),
    flat.shape.map((_, i) => (i === axis ? count : 1)),
  );
  return scatter(context, flat, b.expand(column, flat.shape), axis);
}

/** Up to this size a matrix of ones and zeros is multiplied instead; 256 KB in the graph. */
const MOST_SELECTED = 65_536;

/** A run of neighbours: zeros around it. */
function padRun({ b, x }: NodeContext, run: Value, axis: number, first: number): Value {
  const begin = x.shape.map((_, i) => (i === axis ? first : 0));
  const end = x.shape.map((size, i) => size - begin[i] - run.shape[i]);
  return b.pad(run, begin, end);
}

/** Adds `values` into zeros of x's shape; ScatterElements has the reduction from opset 16. */
function scatter({ b, x }: Pick<NodeContext, 'b' | 'x'>, values: Value, indices: Value, axis: number): Value {
  const zeros = b.zeros(x.shape, values.dataType);
  return b.emit('ScatterElements', [zeros, indices, values], x.shape, { axis, reduction: 'add' });
}

function gatherNdBack(context: GradientContext): Value {
  const { b, x, dy } = context;
  const zeros = b.zeros(x.shape, dy.dataType);
  return b.emit('ScatterND', [zeros, placesOf(context), dy], x.shape, { reduction: 'add' });
}

/** Indices of GatherND from the first axis on: an index into the axes after `batch_dims` gets its own batch's in front. */
function placesOf(context: GradientContext): Value {
  const { b, node } = context;
  const indices = context.input(1);
  const batch = indices.shape.slice(0, intOf(node, 'batch_dims', 0));
  if (batch.length === 0) return indices;
  const spread = [...indices.shape.slice(0, -1), 1];
  const counters = batch.map((size, axis) => {
    const shape = spread.map((_, i) => (i === axis ? size : 1));
    return b.expand(b.constant(range(size), shape, indices.dataType), spread);
  });
  return b.concat([...counters, indices], spread.length - 1);
}

function topKBack({ b, node, x, dy, outputs }: GradientContext): Value {
  const [, places] = outputs;
  const axis = fromStart(intOf(node, 'axis', -1), x.shape.length);
  const zeros = b.zeros(x.shape, dy.dataType);
  const indices = places ?? b.declare(node.outputs[1], DataType.INT64, dy.shape);
  return b.emit('ScatterElements', [zeros, indices, dy], x.shape, { axis });
}

function refuse({ node }: NodeContext, what: string): never {
  throw new SaliencyError(
    'model-unsupported',
    `${node.opType} "${node.name}" ${what}, which has no gradient rule; export the model at opset 16 or higher, or choose a later layer.`,
    { details: { node: node.name, opType: node.opType } },
  );
}
