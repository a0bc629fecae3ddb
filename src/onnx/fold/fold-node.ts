import { isReadable, MAX_CONSTANT_ELEMENTS, toTensor, type Constant } from '../graph/constant.js';
import { sizeOf } from '../graph/shape.js';
import type { Tensor, TensorType } from '../graph/model.js';
import type { Operator } from '../graph/operator.js';
import { FOLD_RULES } from './registry.js';

/** Shapes are concatenated from a handful of sizes; time grows with elements times inputs. */
const MAX_FOLDED_INPUTS = 256;

/** Operators that need their input's type, not its values. */
const TYPE_ONLY: ReadonlySet<string> = new Set(['Shape', 'Size']);

/** Operators that keep the bytes of their first input as they are. */
const RELABELLING: ReadonlySet<string> = new Set(['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Identity']);

/**
 * The outputs of a node as tensors, where its inputs are constant: computed when small; the same bytes
 * under another shape when they are weights. Undefined: the node stays.
 */
export function foldNode(
  op: Operator,
  types: readonly (TensorType | undefined)[],
  initializer: (name: string) => Tensor | undefined,
): readonly Tensor[] | undefined {
  const { node } = op;
  const outputs = types.filter((type) => type !== undefined);
  if (node.domain !== '' || outputs.length !== node.outputs.length) return undefined;
  const source = initializer(node.inputs[0]);
  if (source && RELABELLING.has(node.opType)) {
    return [{ ...source, name: node.outputs[0], dims: outputs[0].shape }];
  }
  const rule = FOLD_RULES.get(node.opType);
  const constant = node.inputs.every((name, index) => name === '' || op.constants[index]);
  const small = outputs.every(({ shape }) => sizeOf(shape) <= MAX_CONSTANT_ELEMENTS);
  const few = node.inputs.length <= MAX_FOLDED_INPUTS;
  const readable = outputs.every(({ dataType }) => isReadable(dataType));
  if (!rule || !few || !small || !readable || (!constant && !TYPE_ONLY.has(node.opType))) return undefined;
  const input = (index: number): Constant => op.constants[index] ?? op.fail(`input ${index} is missing`);
  const values = rule({ op, outputs, constant: input });
  return values?.map((list, i) => toTensor(node.outputs[i], { ...outputs[i], values: list }));
}
