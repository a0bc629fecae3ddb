import type { OperatorEntry, RuleTable } from './operator-table.js';
import { activation } from './rules/activation.js';
import { arithmetic } from './rules/arithmetic.js';
import { convolution } from './rules/convolution.js';
import { linear } from './rules/linear.js';
import { normalization } from './rules/normalization.js';
import { pooling } from './rules/pooling.js';
import { structure } from './rules/structure.js';

/** Every operator that the gradient export knows, by family. */
export const RULE_FAMILIES = {
  convolution,
  pooling,
  linear,
  activation,
  arithmetic,
  normalization,
  structure,
} satisfies Record<string, RuleTable>;

const entries = new Map<string, readonly OperatorEntry[]>();
for (const family of Object.values<RuleTable>(RULE_FAMILIES)) {
  for (const [opType, entry] of Object.entries(family)) {
    if (entries.has(opType)) throw new Error(`Two rules for operator ${opType}.`);
    entries.set(opType, Array.isArray(entry) ? entry : [entry as OperatorEntry]);
  }
}

/** Every operator with its entries, one per range of opsets. */
export const REGISTRY: ReadonlyMap<string, readonly OperatorEntry[]> = entries;

/** The entry for an operator at the model's opset of the operator's domain, or `undefined`: unknown. */
export function findEntry(opType: string, domain: string, opset: number): OperatorEntry | undefined {
  return REGISTRY.get(opType)?.find(
    (entry) =>
      (entry.domain ?? '') === domain &&
      opset >= (entry.since ?? 1) &&
      opset <= (entry.until ?? Number.MAX_SAFE_INTEGER),
  );
}
