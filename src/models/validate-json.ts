/** The keywords of JSON Schema that `models/catalog.schema.json` uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

type Check = (value: unknown, schema: JsonSchema, path: string, root: JsonSchema) => string[];

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (Number.isInteger(value)) return 'integer';
  return typeof value;
}

function isType(value: unknown, type: string): boolean {
  const actual = typeOf(value);
  return actual === type || (actual === 'integer' && type === 'number');
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

const checkType: Check = (value, { type }, path) => {
  const types = typeof type === 'string' ? [type] : (type ?? []);
  if (types.length === 0 || types.some((t) => isType(value, t))) return [];
  return [`${path}: expected ${types.join(' or ')}, found ${show(value)}`];
};

const checkEnum: Check = (value, schema, path) =>
  !schema.enum || schema.enum.includes(value)
    ? []
    : [`${path}: expected one of ${schema.enum.map(show).join(', ')}, found ${show(value)}`];

const checkNumber: Check = (value, { minimum, exclusiveMinimum, maximum }, path) => {
  if (typeof value !== 'number') return [];
  if (minimum !== undefined && value < minimum) return [`${path}: ${value} is below ${minimum}`];
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
    return [`${path}: ${value} is not above ${exclusiveMinimum}`];
  if (maximum !== undefined && value > maximum) return [`${path}: ${value} is above ${maximum}`];
  return [];
};

const checkString: Check = (value, { minLength = 0, pattern }, path) => {
  if (typeof value !== 'string') return [];
  if (value.length < minLength) return [`${path}: must not be empty`];
  if (pattern && !new RegExp(pattern, 'u').test(value))
    return [`${path}: ${show(value)} does not match ${pattern}`];
  return [];
};

const checkArray: Check = (value, { items, minItems = 0, maxItems = Infinity }, path, root) => {
  if (!Array.isArray(value)) return [];
  if (value.length < minItems || value.length > maxItems)
    return [`${path}: expected ${minItems} to ${maxItems} items, found ${value.length}`];
  if (!items) return [];
  return value.flatMap((item, index) => check(item, items, `${path}[${index}]`, root));
};

const checkObject: Check = (value, schema, path, root) => {
  if (typeOf(value) !== 'object') return [];
  const object = value as Record<string, unknown>;
  const properties = schema.properties ?? {};
  const missing = (schema.required ?? []).filter((name) => object[name] === undefined);
  const unknown =
    schema.additionalProperties === false ? Object.keys(object).filter((name) => !(name in properties)) : [];
  return [
    ...missing.map((name) => `${path}: "${name}" is missing`),
    ...unknown.map((name) => `${path}: "${name}" is not known`),
    ...Object.entries(properties).flatMap(([name, property]) =>
      object[name] === undefined ? [] : check(object[name], property, `${path}.${name}`, root),
    ),
  ];
};

const CHECKS: readonly Check[] = [checkType, checkEnum, checkNumber, checkString, checkArray, checkObject];

const check: Check = (value, schema, path, root) => {
  const target = schema.$ref ? root.$defs?.[schema.$ref.replace('#/$defs/', '')] : schema;
  if (!target) return [`${path}: the schema has no ${schema.$ref}`];
  return CHECKS.flatMap((checkOne) => checkOne(value, target, path, root));
};

/**
 * Every way in which `value` departs from `schema`, each as `path: what is wrong`; empty: it conforms.
 * `path` names the value in the messages.
 */
export function validateJson(value: unknown, schema: JsonSchema, path: string): string[] {
  return check(value, schema, path, schema);
}
