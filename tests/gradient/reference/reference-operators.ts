import { algebra } from './algebra.js';
import { elementwise } from './elementwise.js';
import { interpolation } from './interpolation.js';
import { movement } from './movement.js';
import type { NdArray } from './nd-array.js';
import type { Call, ReferenceOperator } from './operator.js';
import { recurrence } from './recurrent.js';
import { sampling } from './sampling.js';
import { scatter } from './scatter.js';
import { windows } from './windows.js';

const OPERATORS: Readonly<Record<string, ReferenceOperator | undefined>> = {
  ...elementwise,
  ...windows,
  ...algebra,
  ...movement,
  ...interpolation,
  ...scatter,
  ...sampling,
  ...recurrence,
};

/** Runs one operator in float64. */
export function evaluate(opType: string, call: Call): readonly NdArray[] {
  const operator = OPERATORS[opType];
  if (!operator) throw new Error(`no reference for ${opType}`);
  const result = operator(call);
  return 'shape' in result ? [result] : result;
}
