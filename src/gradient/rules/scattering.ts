import { SaliencyError } from '../../errors.js';
import { intOf, stringOf } from '../../onnx/graph/attributes.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { NodeContext } from '../../onnx/rewrite/node-context.js';
import type { GradientContext, RuleTable } from './operator-table.js';
import { fromStart, range, sizeOf } from '../../onnx/graph/shape.js';

const REMARKS = 'reduction none (no place twice) or add';

/**
 * y is a copy of x with updates[i] at the place indices[i], or added there. dx is dy, with zeros at the places if they
 * were overwritten; d(updates) is what dy has there.
 */
export const scattering = {
  ScatterND: { since: 11, gradient: [dataOfScatterNd, undefined, updatesOfScatterNd], remarks: REMARKS },
  ScatterElements: { since: 11, gradient: [dataOfScatter, undefined, updatesOfScatter], remarks: REMARKS },
  // The name of ScatterElements before opset 11, when nothing could gather in the same way
  Scatter: {
    since: 9,
    until: 10,
    gradient: [dataOfOldScatter, undefined, updatesOfOldScatter],
    remarks: 'constant indices; no place twice',
  },
} satisfies RuleTable;

function dataOfScatterNd(context: GradientContext): Value {
  const { b, x, dy } = context;
  if (isSum(context)) return dy;
  return b.emit('ScatterND', [dy, context.input(1), noUpdates(context)], x.shape);
}

function updatesOfScatterNd(context: GradientContext): Value {
  const { b, dy } = context;
  isSum(context);
  return b.emit('GatherND', [dy, context.input(1)], context.input(2).shape);
}

function dataOfScatter(context: GradientContext): Value {
  const { b, node, x, dy } = context;
  if (isSum(context)) return dy;
  const axis = intOf(node, 'axis', 0);
  return b.emit('ScatterElements', [dy, context.input(1), noUpdates(context)], x.shape, { axis });
}

function updatesOfScatter(context: GradientContext): Value {
  const { b, node, dy } = context;
  isSum(context);
  const indices = context.input(1);
  return b.emit('GatherElements', [dy, indices], indices.shape, { axis: intOf(node, 'axis', 0) });
}

/** True: updates are added to x; false: they replace it. */
function isSum({ node }: NodeContext): boolean {
  const reduction = stringOf(node, 'reduction', 'none');
  if (reduction === 'none' || reduction === 'add') return reduction === 'add';
  throw new SaliencyError(
    'model-unsupported',
    `${node.opType} "${node.name}" reduces with "${reduction}", which has no gradient rule; ` +
      'export the model with reduction "none" or "add", or choose a later layer.',
    { details: { node: node.name, opType: node.opType, reduction } },
  );
}

function noUpdates(context: NodeContext): Value {
  const updates = context.input(2);
  return context.b.zeros(updates.shape, updates.dataType);
}

function dataOfOldScatter(context: GradientContext): Value {
  const { b, x, dy } = context;
  const kept = new Float32Array(sizeOf(x.shape)).fill(1);
  for (const place of flatPlaces(context)) kept[place] = 0;
  return b.mul(dy, b.constant(kept, x.shape, dy.dataType));
}

function updatesOfOldScatter(context: GradientContext): Value {
  const { b, x, dy } = context;
  const places = b.ints(flatPlaces(context));
  const flat = b.emit('Gather', [b.reshape(dy, [sizeOf(x.shape)]), places], places.shape, { axis: 0 });
  return b.reshape(flat, context.input(1).shape);
}

/** Row-major places in x that the elements of `indices` name. */
function flatPlaces(context: GradientContext): number[] {
  const { node, x } = context;
  const { shape } = context.input(1);
  const indices = context.constant(1) ?? [];
  const axis = fromStart(intOf(node, 'axis', 0), x.shape.length);
  const strides = x.shape.map((_, i) => sizeOf(x.shape.slice(i + 1)));
  return indices.map((index, flat) => {
    const own = range(shape.length).map((i) => Math.floor(flat / sizeOf(shape.slice(i + 1))) % shape[i]);
    own[axis] = fromStart(index, x.shape[axis]);
    return own.reduce((place, position, i) => place + position * strides[i], 0);
  });
}
