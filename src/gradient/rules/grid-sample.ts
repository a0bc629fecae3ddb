import { intOf, stringOf } from '../../onnx/graph/attributes.js';
import { DataType } from '../../onnx/graph/model.js';
import type { GraphBuilder } from '../../onnx/rewrite/graph-builder.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { NodeContext } from '../../onnx/rewrite/node-context.js';
import type { RuleTable } from './operator-table.js';

/** An image read at the places of a grid, as spatial transformers do (Jaderberg et al., arXiv 1506.02025, eq. 5). */
export const gridSampling = {
  GridSample: {
    since: 16,
    rewrite: sample,
    when: isPlain,
    remarks: '2-D; linear or nearest; zeros or border around',
  },
} satisfies RuleTable;

const LINEAR: ReadonlySet<string> = new Set(['linear', 'bilinear']);

function isPlain({ node, x }: NodeContext): boolean {
  const mode = stringOf(node, 'mode', 'linear');
  const isKnown = LINEAR.has(mode) || mode === 'nearest';
  return x.shape.length === 4 && isKnown && stringOf(node, 'padding_mode', 'zeros') !== 'reflection';
}

/** Two pixels along each axis with weights that sum to 1, or the nearest one. */
function sample(context: NodeContext): Value {
  const { b, x, y } = context;
  const [columns, rows] = [tapsAlong(context, 0), tapsAlong(context, 1)];
  const pixels = b.reshape(x, [x.shape[0], x.shape[1], x.shape[2] * x.shape[3]]);
  const terms = rows.flatMap((row) => columns.map((column) => pick(context, pixels, row, column)));
  return b.reshape(
    terms.reduce((a, c) => b.add(a, c)),
    y.shape,
  );
}

/** One of the pixels along an axis that every place reads, each [N, 1, places]. */
interface Tap {
  readonly position: Value;
  readonly weight?: Value;
}

/** @param axis 0 along a row of the image, 1 along a column, as the grid has its coordinates */
function tapsAlong({ b, node, x, ...c }: NodeContext, axis: 0 | 1): Tap[] {
  const grid = c.input(1);
  const [batch, height, width] = grid.shape;
  const size = x.shape[3 - axis];
  const coordinate = b.reshape(b.slice(grid, [3], [axis], [axis + 1]), [batch, 1, height * width]);
  // -1 and 1 are the centres of the outermost pixels, or the edges of the image.
  const half = intOf(node, 'align_corners', 0) === 1 ? (size - 1) / 2 : size / 2;
  const free = b.add(b.mul(coordinate, half), (size - 1) / 2);
  const isBorder = stringOf(node, 'padding_mode', 'zeros') === 'border';
  const at = isBorder ? inside(b, free, size) : free;
  if (stringOf(node, 'mode', 'linear') === 'nearest') return [{ position: b.unary('Round', at) }];
  const position = b.unary('Floor', at);
  const weight = b.sub(at, position);
  return [
    { position, weight: b.sub(1, weight) },
    { position: b.add(position, 1), weight },
  ];
}

/** The pixel at (column, row) of every place, times its weight; 0 outside of the image. */
function pick({ b, x }: NodeContext, pixels: Value, row: Tap, column: Tap): Value {
  const [batch, channels, height, width] = x.shape;
  const [top, left] = [inside(b, row.position, height), inside(b, column.position, width)];
  const place = b.cast(b.add(b.mul(top, width), left), DataType.INT32);
  const shape = [batch, channels, place.shape[2]];
  const found = b.emit('GatherElements', [pixels, b.expand(place, shape)], shape, { axis: 2 });
  const isInside = b.and(b.equal(top, row.position), b.equal(left, column.position));
  const weights = [row.weight, column.weight].filter((weight) => weight !== undefined);
  return b.where(
    isInside,
    weights.reduce((value, weight) => b.mul(value, weight), found),
    0,
  );
}

/** The nearest place along an axis of `size` pixels. */
function inside(b: GraphBuilder, at: Value, size: number): Value {
  return b.elementwise('Min', b.elementwise('Max', at, 0), size - 1);
}
