import type { Attribute } from './model.js';

/** Plain values for attributes: a number is an integer, an array is a list of integers; floats are wrapped by {@link float}. */
export type AttributeInput = number | string | readonly number[] | Attribute;

export function float(value: number): Attribute {
  return { type: 'float', value };
}

export function toAttributes(
  values: Readonly<Record<string, AttributeInput | undefined>>,
): Map<string, Attribute> {
  const attributes = new Map<string, Attribute>();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) attributes.set(name, toAttribute(value));
  }
  return attributes;
}

function toAttribute(value: AttributeInput): Attribute {
  if (typeof value === 'number') return { type: 'int', value };
  if (typeof value === 'string') return { type: 'string', value };
  if (isIntegers(value)) return { type: 'ints', value };
  return value;
}

function isIntegers(value: readonly number[] | Attribute): value is readonly number[] {
  return Array.isArray(value);
}
