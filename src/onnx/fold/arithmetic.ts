import {
  at,
  isInteger,
  roundTo,
  tabulate,
  type FoldContext,
  type FoldRule,
  type FoldTable,
} from './fold-rule.js';

const BINARY: Readonly<Record<string, (a: number, b: number, context: FoldContext) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Pow: (a, b) => a ** b,
  // fmod keeps the dividend's sign, the other form the divisor's.
  Mod: (a, b, { op }) => (op.int('fmod', 0) ? a % b : a - b * Math.floor(a / b)),
  Min: (a, b) => Math.min(a, b),
  Max: (a, b) => Math.max(a, b),
  Sum: (a, b) => a + b,
  Equal: (a, b) => Number(a === b),
  Greater: (a, b) => Number(a > b),
  Less: (a, b) => Number(a < b),
  GreaterOrEqual: (a, b) => Number(a >= b),
  LessOrEqual: (a, b) => Number(a <= b),
  And: (a, b) => a & b,
  Or: (a, b) => a | b,
  Xor: (a, b) => a ^ b,
};

const UNARY: Readonly<Record<string, (x: number, context: FoldContext) => number>> = {
  Identity: (x) => x,
  Cast: (x) => x,
  CastLike: (x) => x,
  Neg: (x) => -x,
  Abs: Math.abs,
  Floor: Math.floor,
  Ceil: Math.ceil,
  Round: roundHalfToEven,
  Sqrt: Math.sqrt,
  Exp: Math.exp,
  Log: Math.log,
  Reciprocal: (x) => 1 / x,
  Sign: Math.sign,
  Not: (x) => Number(x === 0),
  Relu: (x) => Math.max(x, 0),
};

function roundHalfToEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

export const arithmeticFolds: FoldTable = {
  ...Object.fromEntries(Object.entries(BINARY).map(([operator, apply]) => [operator, binary(apply)])),
  ...Object.fromEntries(Object.entries(UNARY).map(([operator, apply]) => [operator, unary(apply)])),
  Where: ({ outputs: [{ shape }], constant }) => {
    const [condition, yes, no] = [constant(0), constant(1), constant(2)];
    return [tabulate(shape, (index) => (at(condition, index) ? at(yes, index) : at(no, index)))];
  },
  Clip: ({ op, outputs: [{ dataType }], constant }) => {
    const least = op.has(1) ? constant(1).values[0] : op.float('min', Number.NEGATIVE_INFINITY);
    const most = op.has(2) ? constant(2).values[0] : op.float('max', Number.POSITIVE_INFINITY);
    return [constant(0).values.map((x) => roundTo(dataType, Math.min(Math.max(x, least), most)))];
  },
};

function unary(apply: (x: number, context: FoldContext) => number): FoldRule {
  return (context) => {
    const [{ dataType }] = context.outputs;
    return exact(
      context,
      context.constant(0).values.map((x) => roundTo(dataType, apply(x, context))),
    );
  };
}

function binary(apply: (a: number, b: number, context: FoldContext) => number): FoldRule {
  return (context) => {
    const { op, outputs, constant } = context;
    const [{ dataType, shape }] = outputs;
    const operands = op.types.map((_, index) => constant(index));
    const values = tabulate(shape, (index) =>
      operands.map((operand) => at(operand, index)).reduce((a, b) => roundTo(dataType, apply(a, b, context))),
    );
    return exact(context, values);
  };
}

/** Integers that doubles cannot hold, and divisions by zero, are left to the runtime; what is only moved stays. */
function exact({ outputs: [{ dataType }], op }: FoldContext, values: number[]): number[][] | undefined {
  const holds = MOVING.has(op.node.opType) ? (x: number): boolean => !Number.isNaN(x) : Number.isSafeInteger;
  return !isInteger(dataType) || values.every(holds) ? [values] : undefined;
}

const MOVING: ReadonlySet<string> = new Set(['Identity', 'Cast', 'CastLike']);
