import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { NodeContext } from '../../onnx/rewrite/node-context.js';
import type { GradientContext, RuleTable } from './operator-table.js';

/** Broadcast axes are summed back by the engine. Opset 7 brought NumPy broadcasting. */
export const arithmetic = {
  // a + b
  Add: { since: 7, gradient: ({ dy }) => dy },
  // a - b
  Sub: { since: 7, gradient: [({ dy }) => dy, ({ b, dy }) => b.unary('Neg', dy)] },
  // a b
  Mul: { since: 7, gradient: (c, i) => c.b.mul(c.dy, c.input(1 - i)) },
  // y = a / b: dy / b, -dy y / b
  Div: {
    since: 7,
    gradient: [
      (c) => c.b.div(c.dy, c.input(1)),
      (c) => c.b.unary('Neg', c.b.div(c.b.mul(c.dy, c.y), c.input(1))),
    ],
  },
  // y = a - b trunc(a / b), hence trunc(a / b) = (a - y) / b; integers have no gradient
  Mod: {
    since: 10,
    gradient: [
      ({ dy }) => dy,
      (c) => c.b.unary('Neg', c.b.div(c.b.mul(c.dy, c.b.sub(c.x, c.y)), c.input(1))),
    ],
    remarks: 'floats (fmod)',
  },
  // y = a^n: n a^(n - 1), y log(a)
  Pow: { since: 7, gradient: [baseOfPow, ({ b, x, y, dy }) => b.mul(dy, b.mul(y, b.unary('Log', x)))] },
  // 1 / (2 y)
  Sqrt: { gradient: [({ b, y, dy }) => b.div(b.mul(dy, 0.5), y)] },
  Exp: { gradient: [({ b, y, dy }) => b.mul(dy, y)] },
  Log: { gradient: [({ b, x, dy }) => b.div(dy, x)] },
  Neg: { gradient: [({ b, dy }) => b.unary('Neg', dy)] },
  // sign(x)
  Abs: { gradient: [({ b, x, dy }) => signed(b, x, dy)], remarks: 'gradient 0 at 0' },
  // y = 1 / x: -y^2
  Reciprocal: { gradient: [({ b, y, dy }) => b.unary('Neg', b.mul(dy, b.mul(y, y)))] },
  Sin: { gradient: [({ b, x, dy }) => b.mul(dy, b.unary('Cos', x))] },
  Cos: { gradient: [({ b, x, dy }) => b.unary('Neg', b.mul(dy, b.unary('Sin', x)))] },
  // 1 + y^2
  Tan: { gradient: [({ b, y, dy }) => b.mul(dy, b.add(b.mul(y, y), 1))] },
  // 1 / sqrt(1 - x^2)
  Asin: { gradient: [({ b, x, dy }) => b.div(dy, b.unary('Sqrt', b.sub(1, b.mul(x, x))))] },
  Acos: { gradient: [({ b, x, dy }) => b.unary('Neg', b.div(dy, b.unary('Sqrt', b.sub(1, b.mul(x, x)))))] },
  // 1 / (1 + x^2)
  Atan: { gradient: [({ b, x, dy }) => b.div(dy, b.add(b.mul(x, x), 1))] },
  // y' of sinh is cosh = (e^x + e^-x) / 2, and the other way round
  Sinh: {
    gradient: [
      ({ b, x, dy }) => b.mul(dy, b.mul(b.add(b.unary('Exp', x), b.unary('Exp', b.unary('Neg', x))), 0.5)),
    ],
  },
  Cosh: {
    gradient: [
      ({ b, x, dy }) => b.mul(dy, b.mul(b.sub(b.unary('Exp', x), b.unary('Exp', b.unary('Neg', x))), 0.5)),
    ],
  },
  // 1 / sqrt(x^2 + 1)
  Asinh: { since: 9, gradient: [({ b, x, dy }) => b.div(dy, b.unary('Sqrt', b.add(b.mul(x, x), 1)))] },
  // 1 / sqrt(x^2 - 1)
  Acosh: { since: 9, gradient: [({ b, x, dy }) => b.div(dy, b.unary('Sqrt', b.sub(b.mul(x, x), 1)))] },
  // 1 / (1 - x^2)
  Atanh: { since: 9, gradient: [({ b, x, dy }) => b.div(dy, b.sub(1, b.mul(x, x)))] },
  // The WebGPU execution provider has Max and Min of two inputs, Sum and Mean of none
  Max: {
    since: 8,
    gradient: [
      (c) => c.b.where(c.b.atLeast(c.x, c.input(1)), c.dy, 0),
      (c) => c.b.where(c.b.greater(c.input(1), c.x), c.dy, 0),
    ],
    rewrite: (c) => pairwise(c, 'Max'),
    when: hasNotTwoInputs,
    remarks: 'ties: the first input',
  },
  Min: {
    since: 8,
    gradient: [
      (c) => c.b.where(c.b.atLeast(c.input(1), c.x), c.dy, 0),
      (c) => c.b.where(c.b.less(c.input(1), c.x), c.dy, 0),
    ],
    rewrite: (c) => pairwise(c, 'Min'),
    when: hasNotTwoInputs,
    remarks: 'ties: the first input',
  },
  Sum: { since: 8, rewrite: sum },
  Mean: { since: 8, rewrite: (c) => c.b.mul(sum(c), 1 / c.inputs.length) },
  // mask ? a : b
  Where: {
    gradient: [
      undefined,
      (c) => c.b.where(c.input(0), c.dy, 0),
      (c) => c.b.where(c.input(0), c.b.scalar(0, c.dy.dataType), c.dy),
    ],
  },
  Sign: { constant: true, rewrite: ({ b, x }) => signed(b, x, b.scalar(1, x.dataType)) },
} satisfies RuleTable;

/** value where x > 0, -value where x < 0, else 0. */
export function signed(b: NodeContext['b'], x: Value, value: Value): Value {
  return b.where(b.greater(x, 0), value, b.where(b.less(x, 0), b.unary('Neg', value), 0));
}

function baseOfPow(context: GradientContext): Value {
  const { b, x, dy } = context;
  const exponent = b.cast(context.input(1), x.dataType);
  return b.mul(dy, b.mul(exponent, b.pow(x, b.sub(exponent, 1))));
}

function hasNotTwoInputs({ inputs }: NodeContext): boolean {
  return inputs.length !== 2;
}

function pairwise(context: NodeContext, opType: 'Max' | 'Min'): Value {
  const { b } = context;
  const values = context.inputs.map((_, i) => context.input(i));
  return values.reduce((a, c) => b.elementwise(opType, a, c));
}

function sum(context: NodeContext): Value {
  const { b } = context;
  return context.inputs.map((_, i) => context.input(i)).reduce((a, c) => b.add(a, c));
}
