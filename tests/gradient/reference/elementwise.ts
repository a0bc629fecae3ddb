import { mapAll, type NdArray } from './nd-array.js';
import { input, number, text, type Call, type ReferenceOperator } from './operator.js';

const SQRT_HALF = Math.SQRT1_2;

/** erf by its Taylor series, and by its continued fraction in the tails (Abramowitz and Stegun 7.1.5, 7.1.14). */
export function erf(x: number): number {
  if (Math.abs(x) > 3) return Math.sign(x) * (1 - tail(Math.abs(x)));
  let term = x;
  let total = x;
  for (let n = 1; n < 80; n += 1) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

function tail(x: number): number {
  let fraction = x;
  for (let n = 60; n >= 1; n -= 1) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

function unary(f: (x: number) => number): ReferenceOperator {
  return (call) => mapAll([input(call, 0)], f);
}

function variadic(f: (...values: number[]) => number): ReferenceOperator {
  return (call) => mapAll(call.inputs as readonly NdArray[], f);
}

function withAlpha(fallback: number, f: (x: number, alpha: number) => number): ReferenceOperator {
  return (call) => mapAll([input(call, 0)], (x) => f(x, number(call, 'alpha', fallback)));
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.log1p(Math.exp(x));
const clamp01 = (x: number): number => Math.min(Math.max(x, 0), 1);
const elu = (x: number, alpha: number): number => (x > 0 ? x : alpha * Math.expm1(x));

export const elementwise = {
  Relu: unary((x) => Math.max(x, 0)),
  Sigmoid: unary(sigmoid),
  Tanh: unary(Math.tanh),
  HardSwish: unary((x) => x * clamp01(x / 6 + 0.5)),
  Softplus: unary(softplus),
  Softsign: unary((x) => x / (1 + Math.abs(x))),
  Mish: unary((x) => x * Math.tanh(softplus(x))),
  Erf: unary(erf),
  Sqrt: unary(Math.sqrt),
  Exp: unary(Math.exp),
  Log: unary(Math.log),
  Neg: unary((x) => -x),
  Abs: unary(Math.abs),
  Reciprocal: unary((x) => 1 / x),
  Sin: unary(Math.sin),
  Cos: unary(Math.cos),
  Tan: unary(Math.tan),
  Asin: unary(Math.asin),
  Acos: unary(Math.acos),
  Atan: unary(Math.atan),
  Asinh: unary(Math.asinh),
  Acosh: unary(Math.acosh),
  Atanh: unary(Math.atanh),
  Shrink: shrink,
  Sinh: unary(Math.sinh),
  Cosh: unary(Math.cosh),
  Sign: unary(Math.sign),
  Identity: unary((x) => x),
  Dropout: unary((x) => x),
  Cast: unary((x) => x),
  HardSigmoid: (call) =>
    mapAll([input(call, 0)], (x) => clamp01(number(call, 'alpha', 0.2) * x + number(call, 'beta', 0.5))),
  LeakyRelu: withAlpha(0.01, (x, alpha) => (x < 0 ? alpha * x : x)),
  Elu: withAlpha(1, elu),
  Celu: withAlpha(1, (x, alpha) => Math.max(0, x) + Math.min(0, alpha * Math.expm1(x / alpha))),
  ThresholdedRelu: withAlpha(1, (x, alpha) => (x > alpha ? x : 0)),
  Swish: withAlpha(1, (x, alpha) => x * sigmoid(alpha * x)),
  Selu: (call) =>
    mapAll([input(call, 0)], (x) => {
      const alpha = number(call, 'alpha', 1.67326319217681884765625);
      return number(call, 'gamma', 1.05070102214813232421875) * elu(x, alpha);
    }),
  PRelu: variadic((x, slope) => (x < 0 ? slope * x : x)),
  Gelu: (call) => mapAll([input(call, 0)], text(call, 'approximate', 'none') === 'tanh' ? geluTanh : gelu),
  Clip: clip,
  Add: variadic((a, b) => a + b),
  Sub: variadic((a, b) => a - b),
  Mul: variadic((a, b) => a * b),
  Div: variadic((a, b) => a / b),
  Mod: variadic((a, b) => a % b),
  Pow: variadic((a, b) => a ** b),
  Max: variadic(Math.max),
  Min: variadic(Math.min),
  Sum: variadic((...values) => values.reduce((a, b) => a + b)),
  Mean: variadic((...values) => values.reduce((a, b) => a + b) / values.length),
  Where: variadic((mask, a, b) => (mask === 0 ? b : a)),
} satisfies Record<string, ReferenceOperator>;

function gelu(x: number): number {
  return (x / 2) * (1 + erf(x * SQRT_HALF));
}

function geluTanh(x: number): number {
  return (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
}

function shrink(call: Call): NdArray {
  const [bias, lambda] = [number(call, 'bias', 0), number(call, 'lambd', 0.5)];
  return mapAll([input(call, 0)], (x) => (x < -lambda ? x + bias : x > lambda ? x - bias : 0));
}

function clip(call: Call): NdArray {
  const low = call.inputs[1]?.data[0] ?? number(call, 'min', -Infinity);
  const high = call.inputs[2]?.data[0] ?? number(call, 'max', Infinity);
  return mapAll([input(call, 0)], (x) => Math.min(Math.max(x, low), high));
}
