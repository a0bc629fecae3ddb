import { SaliencyError } from '../../errors.js';

/** What a field of an object that comes from outside must hold. */
export interface Field {
  readonly name: string;
  readonly isOptional?: boolean;
  readonly holds: (value: unknown) => boolean;
  /** Ends the sentence "it must be ...". */
  readonly needs: string;
}

/**
 * The fields that are known, checked; others stay behind, and JSON's null is a field that is not there. `path` names
 * the object in errors.
 *
 * @throws SaliencyError `bad-option`.
 */
export function readFields<T extends object>(given: T, fields: readonly Field[], path: string): T {
  if (!isRecord(given)) throw badValue(path, given, 'an object');
  const read: Record<string, unknown> = {};
  for (const { name, isOptional, holds, needs } of fields) {
    const value = (given as Record<string, unknown>)[name] ?? undefined;
    if (value === undefined && isOptional) continue;
    if (!holds(value)) throw badValue(`${path}.${name}`, value, needs);
    read[name] = value;
  }
  return read as T;
}

export function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function badValue(path: string, value: unknown, needs: string): SaliencyError {
  return new SaliencyError('bad-option', `${path} is ${describe(value)}; it must be ${needs}.`);
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return value ? 'an object' : 'null';
  const text = typeof value === 'string' ? `"${value}"` : `${value as number | boolean}`;
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
