import type { GradientContext, RuleTable } from '../operator-table.js';
import type { Value } from '../graph-builder.js';

export const structure = {
  Identity: { gradient: [({ dy }) => dy] },
  // Inference only: y = x
  Dropout: { rewrite: ({ b, x }) => b.unary('Identity', x), remarks: 'inference: passes through' },
  Reshape: { gradient: [reshapeBack] },
  Flatten: { gradient: [reshapeBack] },
  Squeeze: { gradient: [reshapeBack] },
  Unsqueeze: { gradient: [reshapeBack] },
} satisfies RuleTable;

function reshapeBack({ b, x, dy }: GradientContext): Value {
  return b.reshape(dy, x.shape);
}
