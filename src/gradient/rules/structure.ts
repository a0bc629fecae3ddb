import { intOf, intsAttribute, stringOf } from '../../onnx/graph/attributes.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { NodeContext } from '../../onnx/rewrite/node-context.js';
import type { GradientContext, RuleTable } from './operator-table.js';
import { paddingOf } from '../../onnx/rewrite/padding.js';
import { padMap } from '../formulas/pad-map.js';
import { applyTransposed } from '../formulas/separable.js';
import { fromStart, invertPermutation, range } from '../../onnx/graph/shape.js';
import { sliceBack } from '../formulas/slice-back.js';

export const structure = {
  Identity: { gradient: [({ dy }) => dy] },
  Cast: { gradient: [({ b, x, dy }) => b.cast(dy, x.dataType)], remarks: 'between floating-point types' },
  // Inference only: y = x
  Dropout: { rewrite: ({ b, x }) => b.unary('Identity', x), remarks: 'inference: passes through' },
  Reshape: { since: 5, gradient: [reshapeBack] },
  Flatten: { gradient: [reshapeBack] },
  Squeeze: { gradient: [reshapeBack] },
  Unsqueeze: { gradient: [reshapeBack] },
  Transpose: { gradient: [transposeBack] },
  // The engine sums the repeated axes
  Expand: { gradient: [({ dy }) => dy] },
  Tile: { since: 6, gradient: [tileBack] },
  Concat: { gradient: sliceOfConcat },
  Split: { gradient: [splitBack], remarks: 'outputs without a gradient count as zeros' },
  Slice: { gradient: [(c) => sliceBack(c, c.dy)] },
  Pad: { since: 2, gradient: [padBack], remarks: 'constant, reflect, edge and wrap' },
  DepthToSpace: [
    // WebGPU has no kernel for it
    { until: 10, rewrite: depthToSpace },
    { since: 11, gradient: [depthToSpaceBack] },
  ],
  SpaceToDepth: { rewrite: spaceToDepth },
  // y_i = sum over j <= i of x_j; backwards the sum runs the other way
  CumSum: { gradient: [cumSumBack] },
  // Zeros outside a triangle, in both directions
  Trilu: {
    gradient: [
      ({ b, node, dy, inputs }) =>
        b.emit('Trilu', [dy, ...inputs.slice(1)], dy.shape, { upper: intOf(node, 'upper', 1) }),
    ],
  },
} satisfies RuleTable;

function reshapeBack({ b, x, dy }: GradientContext): Value {
  return b.reshape(dy, x.shape);
}

function transposeBack({ b, node, x, dy }: GradientContext): Value {
  const perm = intsAttribute(node, 'perm') ?? range(x.shape.length).reverse();
  return b.transpose(dy, invertPermutation(perm));
}

/** Each axis as (repeats, size); the sum over the repeats. */
function tileBack({ b, x, y, dy }: GradientContext): Value {
  const split = x.shape.flatMap((size, axis) => [y.shape[axis] / size, size]);
  const axes = range(x.shape.length).map((axis) => 2 * axis);
  return b.reshape(b.reduce('ReduceSum', b.reshape(dy, split), axes), x.shape);
}

function axisOf(context: NodeContext, fallback: number): number {
  return fromStart(intOf(context.node, 'axis', fallback), context.x.shape.length);
}

function sliceOfConcat(context: GradientContext, index: number): Value {
  const axis = axisOf(context, 1);
  const sizes = context.inputs.map((input) => input?.shape[axis] ?? 0);
  const start = sizes.slice(0, index).reduce((a, c) => a + c, 0);
  return context.b.slice(context.dy, [axis], [start], [start + sizes[index]]);
}

function splitBack(context: GradientContext): Value {
  const { b, outputs, gradients, x } = context;
  const parts = outputs.map((output, i) => gradients[i] ?? b.zeros(output?.shape ?? [], x.dataType));
  return b.concat(parts, axisOf(context, 0));
}

function padBack(context: GradientContext): Value {
  const { b, node, x, dy } = context;
  const padding = paddingOf(context);
  const { begin, end } = padding;
  if (stringOf(node, 'mode', 'constant') !== 'constant')
    return applyTransposed(b, dy, padMap(context, padding));
  if ([...begin, ...end].some((pad) => pad < 0))
    return b.pad(
      dy,
      begin.map((n) => -n),
      end.map((n) => -n),
    );
  return b.slice(
    dy,
    range(x.shape.length),
    begin,
    begin.map((n, axis) => n + x.shape[axis]),
  );
}

/** y[c, h r + i, w r + j] = x[(i, j, c), h, w] (DCR) or x[(c, i, j), h, w] (CRD). */
function depthToSpaceBack({ b, node, x, dy }: GradientContext): Value {
  const r = intOf(node, 'blocksize', 1);
  const [n, c, h, w] = x.shape;
  const blocks = b.reshape(dy, [n, c / (r * r), h, r, w, r]);
  const perm = stringOf(node, 'mode', 'DCR') === 'DCR' ? [0, 3, 5, 1, 2, 4] : [0, 1, 3, 5, 2, 4];
  return b.reshape(b.transpose(blocks, perm), x.shape);
}

/** The only order before opset 11 is DCR. */
function depthToSpace({ b, node, x, y }: NodeContext): Value {
  const r = intOf(node, 'blocksize', 1);
  const [n, c, h, w] = x.shape;
  const blocks = b.reshape(x, [n, r, r, c / (r * r), h, w]);
  return b.reshape(b.transpose(blocks, [0, 3, 4, 1, 5, 2]), y.shape);
}

/** y[(i, j, c), h, w] = x[c, h r + i, w r + j]. */
function spaceToDepth({ b, node, x, y }: NodeContext): Value {
  const r = intOf(node, 'blocksize', 1);
  const [n, c, h, w] = x.shape;
  const blocks = b.reshape(x, [n, c, h / r, r, w / r, r]);
  return b.reshape(b.transpose(blocks, [0, 3, 5, 1, 2, 4]), y.shape);
}

function cumSumBack({ b, node, dy, inputs }: GradientContext): Value {
  const attributes = { exclusive: intOf(node, 'exclusive', 0), reverse: 1 - intOf(node, 'reverse', 0) };
  return b.emit('CumSum', [dy, inputs[1]], dy.shape, attributes);
}
