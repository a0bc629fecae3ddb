import { arithmeticFolds } from './arithmetic.js';
import type { FoldRule, FoldTable } from './fold-rule.js';
import { generatorFolds } from './generator.js';
import { movementFolds } from './movement.js';
import { reductionFolds } from './reduction.js';

const TABLES: readonly FoldTable[] = [arithmeticFolds, generatorFolds, movementFolds, reductionFolds];

/** How the operators of shape subgraphs compute small constants. */
export const FOLD_RULES: ReadonlyMap<string, FoldRule> = new Map(
  TABLES.flatMap((table) => Object.entries(table)),
);
