import type { Constant } from '../graph/constant.js';
import { MAX_RANK } from '../graph/data-type.js';
import { sizeOf } from '../graph/shape.js';
import type { Dimension, Node, TensorType, ValueInfo } from '../graph/model.js';
import { Operator } from '../graph/operator.js';
import { SHAPE_RULES } from './registry.js';

export interface KnownTensors {
  readonly types: ReadonlyMap<string, TensorType>;
  constant(name: string): Constant | undefined;
}

export function operatorOf(node: Node, opset: number, known: KnownTensors): Operator {
  return new Operator(
    node,
    opset,
    node.inputs.map((name) => known.types.get(name)),
    node.inputs.map((name) => known.constant(name)),
  );
}

/** Types of a node's outputs; undefined where neither a rule nor the file's value_info tells. */
export function inferTypes(
  op: Operator,
  declared: (name: string) => TensorType | undefined,
): readonly (TensorType | undefined)[] {
  const { node } = op;
  const complete = node.inputs.every((name, index) => name === '' || op.has(index));
  const rule = node.domain === '' && complete ? SHAPE_RULES.get(node.opType) : undefined;
  const found = rule?.(op);
  const types: readonly (TensorType | undefined)[] = found && 'shape' in found ? [found] : (found ?? []);
  return node.outputs.map((name, index) => {
    const type = types[index];
    if (!type) return declared(name);
    op.check(type.shape.length <= MAX_RANK, `the output would have ${type.shape.length} dimensions`);
    const valid = type.shape.every((size) => size >= 0) && type.shape.every(Number.isSafeInteger);
    op.check(
      valid && Number.isSafeInteger(sizeOf(type.shape)),
      `the output would have the impossible shape [${type.shape.join(', ')}]`,
    );
    return type;
  });
}

/** The type that value_info gives, once its symbols are bound; undefined when it is not static. */
export function staticType(
  info: ValueInfo | undefined,
  symbols: ReadonlyMap<string, number>,
): TensorType | undefined {
  if (!info?.dims || info.dims.length > MAX_RANK || info.dataType === undefined) return undefined;
  const shape = info.dims.map((dim: Dimension) => (typeof dim === 'string' ? symbols.get(dim) : dim));
  return shape.every((size) => size !== undefined) ? { dataType: info.dataType, shape } : undefined;
}
