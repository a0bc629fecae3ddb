import { toAttributes } from './attribute-input.js';
import type { Node } from './model.js';
import type { Operator } from './operator.js';

type IsUsed = (name: string) => boolean;

/** Operators that, under a condition, are others at inference. Undefined: the node stays as it is. */
const INFERENCE: Readonly<Record<string, (op: Operator, isUsed: IsUsed) => Node | undefined>> = {
  BatchNormalization: fromTraining,
  CastLike: withoutExample,
};

/** The node as a plain node of inference. */
export function inferenceNode(op: Operator, isUsed: IsUsed): Node {
  const { node } = op;
  return (node.domain === '' && INFERENCE[node.opType]?.(op, isUsed)) || node;
}

/** True for a BatchNormalization that normalises by the statistics of its batch. */
export function isTraining(node: Node): boolean {
  const mode = node.attributes.get('training_mode');
  return node.opType === 'BatchNormalization' && mode?.type === 'int' && mode.value !== 0;
}

/** A single image is not a batch: the statistics are those that training left in the file. */
function fromTraining({ node }: Operator, isUsed: IsUsed): Node | undefined {
  const [output, ...statistics] = node.outputs;
  if (!isTraining(node) || statistics.some((name) => name !== '' && isUsed(name))) return undefined;
  const attributes = new Map([...node.attributes].filter(([name]) => name !== 'training_mode'));
  return { ...node, outputs: [output], attributes };
}

/** Only the type of the second input counts: a Cast to it does not hold on to that input. */
function withoutExample({ node, types }: Operator): Node | undefined {
  const to = types[1]?.dataType;
  if (to === undefined) return undefined;
  const attributes = new Map([...node.attributes, ...toAttributes({ to })]);
  return { ...node, opType: 'Cast', inputs: [node.inputs[0]], attributes };
}
