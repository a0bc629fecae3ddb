import type { TensorType } from '../graph/model.js';
import type { Operator } from '../graph/operator.js';
import { commonShape } from '../graph/shape.js';

/**
 * Types of an operator's outputs from those of its inputs, all of which are known. `undefined` where
 * they depend on values that are not constant.
 */
export type ShapeRule = (op: Operator) => TensorType | undefined | readonly (TensorType | undefined)[];

/** Rules by operator of the ai.onnx domain. */
export type ShapeTable = Readonly<Record<string, ShapeRule>>;

/** The first output has the type of the first input. */
export const sameAsInput: ShapeRule = (op) => op.input(0);

/** One rule for several operators. */
export function forAll(operators: readonly string[], rule: ShapeRule): ShapeTable {
  return Object.fromEntries(operators.map((operator) => [operator, rule]));
}

/** NumPy broadcasting. */
export function broadcast(op: Operator, shapes: readonly (readonly number[])[]): readonly number[] {
  const listed = shapes.map((shape) => `[${shape.join(', ')}]`).join(' and ');
  return commonShape(shapes) ?? op.fail(`the shapes ${listed} do not broadcast`);
}
