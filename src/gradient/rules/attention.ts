import { floatOf, intOf } from '../../onnx/graph/attributes.js';
import { DataType } from '../../onnx/graph/model.js';
import { lowestOf } from '../formulas/lowest.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { NodeContext } from '../../onnx/rewrite/node-context.js';
import type { RuleTable } from './operator-table.js';
import { range, sizeOf } from '../../onnx/graph/shape.js';

/** softmax(scale Q K^T + mask) V, per head; torch.onnx.export writes it from opset 23. */
export const attention = {
  Attention: {
    since: 23,
    rewrite: attend,
    when: isPlain,
    remarks: 'without past keys, softcap, and heads that share keys',
  },
} satisfies RuleTable;

function isPlain(context: NodeContext): boolean {
  const { node, inputs, x } = context;
  const [, , , , ...past] = inputs;
  const [queries, keys] = [headsOf(context, 0), headsOf(context, 1)];
  return (
    node.outputs.slice(1).every((name) => name === '') &&
    past.every((input) => input === undefined) &&
    intOf(node, 'softmax_precision', x.dataType) === x.dataType &&
    floatOf(node, 'softcap', 0) === 0 &&
    queries === keys
  );
}

/** The operands are [N, heads, length, size], or [N, length, heads size] with the number of heads as an attribute. */
function headsOf({ node, ...c }: NodeContext, index: 0 | 1 | 2): number {
  const { shape } = c.input(index);
  return shape.length === 4 ? shape[1] : intOf(node, index === 0 ? 'q_num_heads' : 'kv_num_heads', 1);
}

function attend(context: NodeContext): Value {
  const { b, node, y } = context;
  const [queries, keys, values] = [0, 1, 2].map((index) => divided(context, index as 0 | 1 | 2));
  const scale = floatOf(node, 'scale', 1 / Math.sqrt(queries.shape[3]));
  const scores = b.matMul(b.mul(queries, scale), b.transpose(keys, [0, 1, 3, 2]));
  const weights = b.emit('Softmax', [masked(context, scores)], scores.shape, { axis: -1 });
  const mixed = b.matMul(weights, values);
  return y.shape.length === 4 ? mixed : b.reshape(b.transpose(mixed, [0, 2, 1, 3]), y.shape);
}

function divided(context: NodeContext, index: 0 | 1 | 2): Value {
  const { b } = context;
  const value = context.input(index);
  if (value.shape.length === 4) return value;
  const [batch, length, width] = value.shape;
  const heads = headsOf(context, index);
  return b.transpose(b.reshape(value, [batch, length, heads, width / heads]), [0, 2, 1, 3]);
}

/** A mask of truth values says what may be seen, another one is added; a causal one hides what follows. */
function masked({ b, node, inputs }: NodeContext, scores: Value): Value {
  const mask = inputs[3];
  const hidden = b.scalar(lowestOf(scores.dataType), scores.dataType);
  const seen =
    mask?.dataType === DataType.BOOL ? b.where(mask, scores, hidden) : mask ? b.add(scores, mask) : scores;
  if (intOf(node, 'is_causal', 0) === 0) return seen;
  const size = scores.shape.slice(2);
  const lower = range(sizeOf(size)).map((i) => Number(i % size[1] <= Math.floor(i / size[1])));
  return b.where(b.constant(lower, size, DataType.BOOL), seen, hidden);
}
