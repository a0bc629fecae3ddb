import { SaliencyError } from '../../errors.js';
import type { OperatorEntry, RuleTable } from './operator-table.js';
import { activation } from './activation.js';
import { arithmetic } from './arithmetic.js';
import { attention } from './attention.js';
import { convolution } from './convolution.js';
import { folding } from './folding.js';
import { gridSampling } from './grid-sample.js';
import { indexing } from './indexing.js';
import { interpolation } from './interpolation.js';
import { linear } from './linear.js';
import { lpPooling } from './lp-pooling.js';
import { nonDifferentiable } from './non-differentiable.js';
import { normalization } from './normalization.js';
import { pooling } from './pooling.js';
import { recurrent } from './recurrent.js';
import { reduction } from './reduction.js';
import { scattering } from './scattering.js';
import { structure } from './structure.js';

/** Every operator that the gradient export knows, by family. */
const RULE_FAMILIES = {
  convolution,
  pooling,
  lpPooling,
  linear,
  attention,
  recurrent,
  activation,
  arithmetic,
  normalization,
  reduction,
  structure,
  indexing,
  scattering,
  interpolation,
  gridSampling,
  folding,
  nonDifferentiable,
} satisfies Record<string, RuleTable>;

/** Every operator with its entries, one per range of opsets. */
export const REGISTRY: ReadonlyMap<string, readonly OperatorEntry[]> = mergeFamilies(
  Object.values(RULE_FAMILIES),
);

/** The entry for an operator at the model's opset of the operator's domain, or `undefined`: unknown. */
export function findEntry(opType: string, domain: string, opset: number): OperatorEntry | undefined {
  return REGISTRY.get(opType)?.find(
    (entry) =>
      (entry.domain ?? '') === domain && opset >= (entry.since ?? 1) && opset <= (entry.until ?? Infinity),
  );
}

function mergeFamilies(families: readonly RuleTable[]): Map<string, readonly OperatorEntry[]> {
  const merged = new Map<string, readonly OperatorEntry[]>();
  for (const [opType, entry] of families.flatMap((family) => Object.entries(family))) {
    if (merged.has(opType)) throw new SaliencyError('internal', `Two rules for operator ${opType}.`);
    merged.set(opType, isList(entry) ? entry : [entry]);
  }
  return merged;
}

function isList(entry: OperatorEntry | readonly OperatorEntry[]): entry is readonly OperatorEntry[] {
  return Array.isArray(entry);
}
