import type { NdArray } from './nd-array.js';

export type AttributeValue = number | string | readonly number[];

/** What a reference operator works on. */
export interface Call {
  readonly inputs: readonly (NdArray | undefined)[];
  readonly attributes: Readonly<Record<string, AttributeValue | undefined>>;
  readonly opset: number;
}

/** One operator in float64, straight from its description in onnx/docs/Operators.md. */
export type ReferenceOperator = (call: Call) => NdArray | readonly NdArray[];

export function input(call: Call, index: number): NdArray {
  const value = call.inputs[index];
  if (!value) throw new Error(`input ${index} is missing`);
  return value;
}

export function number(call: Call, name: string, fallback: number): number {
  return (call.attributes[name] as number | undefined) ?? fallback;
}

export function text(call: Call, name: string, fallback: string): string {
  return (call.attributes[name] as string | undefined) ?? fallback;
}

export function list(call: Call, name: string): readonly number[] | undefined {
  return call.attributes[name] as readonly number[] | undefined;
}

/** A list that is an attribute in some opsets and an input in others. */
export function listOrInput(call: Call, name: string, index: number): readonly number[] | undefined {
  const value = call.inputs[index];
  return list(call, name) ?? (value && Array.from(value.data));
}
