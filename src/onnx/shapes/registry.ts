import { convolutionShapes } from './convolution.js';
import { elementwiseShapes } from './elementwise.js';
import { generatorShapes } from './generator.js';
import { indexingShapes } from './indexing.js';
import { linearAlgebraShapes } from './linear-algebra.js';
import { normalizationShapes } from './normalization.js';
import { poolingShapes } from './pooling.js';
import { recurrentShapes } from './recurrent.js';
import { reductionShapes } from './reduction.js';
import { resizeShapes } from './resize.js';
import type { ShapeRule, ShapeTable } from './shape-rule.js';
import { structureShapes } from './structure.js';

const TABLES: readonly ShapeTable[] = [
  convolutionShapes,
  elementwiseShapes,
  generatorShapes,
  indexingShapes,
  linearAlgebraShapes,
  normalizationShapes,
  poolingShapes,
  recurrentShapes,
  reductionShapes,
  resizeShapes,
  structureShapes,
];

/** Shape rules of the ai.onnx operators, opsets 7 and up. */
export const SHAPE_RULES: ReadonlyMap<string, ShapeRule> = new Map(
  TABLES.flatMap((table) => Object.entries(table)),
);
