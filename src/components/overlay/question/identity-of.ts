const numbers = new WeakMap<object, number>();
let count = 0;

/** A text that is the same for the same object, and for equal texts. */
export function identityOf(value: string | object): string {
  if (typeof value === 'string') return value;
  const number = numbers.get(value) ?? ++count;
  numbers.set(value, number);
  return `#${number}`;
}
