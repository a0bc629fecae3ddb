import { DataType } from '../../onnx/graph/model.js';
import { sizeOf } from '../../onnx/graph/shape.js';
import type { GraphBuilder } from '../../onnx/rewrite/graph-builder.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { Scores } from './find-scores.js';

type Where = Pick<Scores, 'parts' | 'batch'>;

const isPlain = ({ parts }: Where): boolean => parts.length === 1 && parts[0].scale === 1;

/** The logits [batch, classes], as float32. */
export function emitLogits(b: GraphBuilder, scores: Where): Value {
  const columns = scores.parts.map(({ tensor, scale }) => {
    const raw = b.value(tensor);
    const rows = b.reshape(b.cast(raw, DataType.FLOAT), [scores.batch, sizeOf(raw.shape) / scores.batch]);
    return scale === 1 ? rows : b.mul(rows, scale);
  });
  return b.concat(columns, 1);
}

/** dS/d(tensor) of the tensors that the logits are made of, from dS/d(logits) [batch, classes]. */
export function emitSeeds(b: GraphBuilder, scores: Where, seed: Value): ReadonlyMap<string, Value> {
  const seeds = new Map<string, Value>();
  let start = 0;
  for (const { tensor, scale } of scores.parts) {
    const raw = b.value(tensor);
    const end = start + sizeOf(raw.shape) / scores.batch;
    const own = isPlain(scores) ? seed : b.slice(seed, [1], [start], [end]);
    const share = b.reshape(b.cast(scale === 1 ? own : b.mul(own, scale), raw.dataType), raw.shape);
    const known = seeds.get(tensor);
    seeds.set(tensor, known ? b.add(known, share) : share);
    start = end;
  }
  return seeds;
}
