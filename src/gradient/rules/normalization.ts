import { SaliencyError } from '../../errors.js';
import { floatOf, intOf } from '../attributes.js';
import type { Value } from '../graph-builder.js';
import type { GradientContext, RuleTable } from '../operator-table.js';

export const normalization = {
  // y = (x - mean) scale / sqrt(var + eps) + bias
  BatchNormalization: { since: 7, gradient: [batchNormalization], remarks: 'inference only' },
} satisfies RuleTable;

/** The factor is a constant subgraph over the initializers, which the runtime folds at load. */
function batchNormalization(context: GradientContext): Value {
  const { b, node, x, dy } = context;
  if (intOf(node, 'training_mode', 0) !== 0 || intOf(node, 'spatial', 1) !== 1) {
    throw new SaliencyError(
      'model-unsupported',
      `BatchNormalization "${node.name}" is in training mode; export the model in evaluation mode.`,
      { details: { node: node.name } },
    );
  }
  const deviation = b.unary('Sqrt', b.add(context.input(4), floatOf(node, 'epsilon', 1e-5)));
  const factor = b.div(context.input(1), deviation);
  const perChannel = b.reshape(factor, [1, factor.shape[0]!, ...x.shape.slice(2).map(() => 1)]);
  return b.mul(dy, b.cast(perChannel, dy.dataType));
}
