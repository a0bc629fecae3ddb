import { float } from '../../onnx/graph/attribute-input.js';
import { floatOf, intOf, stringOf } from '../../onnx/graph/attributes.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { NodeContext } from '../../onnx/rewrite/node-context.js';
import type { GradientContext, RuleTable } from './operator-table.js';
import { fromStart, sizeOf } from '../../onnx/graph/shape.js';

/** Slopes are taken from the output where it tells enough: the runtime then keeps convolution and activation fused. */
export const activation = {
  // dx = dy where y > 0
  Relu: { gradient: [({ b, y, dy }) => b.where(b.greater(y, 0), dy, 0)] },
  Clip: [
    // WebGPU has no kernel for bounds as attributes
    { until: 10, rewrite: clipByAttributes, remarks: 'gradient 0 at the bounds' },
    // dx = dy where min < y < max
    {
      since: 11,
      gradient: [
        clip,
        (c) => c.b.where(c.b.less(c.x, c.input(1)), c.dy, 0),
        (c) => c.b.where(c.b.greater(c.x, c.input(2)), c.dy, 0),
      ],
      remarks: 'gradient 0 at constant bounds',
    },
  ],
  // y (1 - y)
  Sigmoid: { gradient: [({ b, y, dy }) => b.mul(dy, b.mul(y, b.sub(1, y)))] },
  // 1 - y^2
  Tanh: { gradient: [({ b, y, dy }) => b.mul(dy, b.sub(1, b.mul(y, y)))] },
  // alpha where 0 < y < 1
  HardSigmoid: { gradient: [hardSigmoid] },
  // y = x hardsigmoid(x): 0 below -3, 1 above 3, else x / 3 + 1/2
  HardSwish: { gradient: [hardSwish] },
  // 1, or alpha where x < 0; for alpha > 0 the sign of y is that of x
  LeakyRelu: { gradient: [leakyRelu] },
  // 1, or the slope where x < 0
  PRelu: {
    since: 7,
    gradient: [
      ({ b, x, dy, ...c }) => b.where(b.greater(x, 0), dy, b.mul(dy, c.input(1))),
      ({ b, x, dy }) => b.where(b.less(x, 0), b.mul(dy, x), 0),
    ],
  },
  // 1, or alpha e^x = y + alpha where x < 0
  Elu: { gradient: [elu] },
  // gamma elu(x, alpha)
  Selu: { rewrite: selu },
  // alpha elu(x / alpha, 1)
  Celu: { rewrite: celu },
  // x where x > alpha, else 0
  ThresholdedRelu: { rewrite: ({ b, node, x }) => b.where(b.greater(x, floatOf(node, 'alpha', 1)), x, 0) },
  // x + bias below -lambd, x - bias above lambd, else 0; WebGPU has no kernel
  Shrink: { since: 9, rewrite: shrink },
  // x / (1 + |x|)
  Softsign: { rewrite: ({ b, x }) => b.div(x, b.add(b.unary('Abs', x), 1)) },
  // y = log(1 + e^x), y' = sigmoid(x)
  Softplus: { gradient: [({ b, x, dy }) => b.mul(dy, b.unary('Sigmoid', x))] },
  // x tanh(softplus(x))
  Mish: { rewrite: ({ b, x }) => b.mul(x, b.unary('Tanh', b.unary('Softplus', x))) },
  // x sigmoid(alpha x)
  Swish: {
    since: 24,
    rewrite: ({ b, node, x }) => b.mul(x, b.unary('Sigmoid', scaled(b, x, floatOf(node, 'alpha', 1)))),
  },
  // y = x F(x), F the normal distribution: F(x) + x f(x)
  Gelu: {
    gradient: [gelu],
    rewrite: tanhGelu,
    when: ({ node }) => stringOf(node, 'approximate', 'none') === 'tanh',
  },
  // 2 / sqrt(pi) e^(-x^2)
  Erf: {
    gradient: [
      ({ b, x, dy }) => b.mul(dy, b.mul(b.unary('Exp', b.unary('Neg', b.mul(x, x))), 2 / Math.sqrt(Math.PI))),
    ],
  },
  // y (dy - sum(dy y))
  Softmax: [
    { until: 12, gradient: [softmaxOfRows], remarks: 'over the flattened axes from `axis`' },
    { since: 13, gradient: [({ node, y, ...c }) => softmax(c, y, c.dy, intOf(node, 'axis', -1))] },
  ],
  // x - max - log(sum(e^(x - max)))
  LogSoftmax: [
    { until: 12, rewrite: logSoftmaxOfRows },
    { since: 13, rewrite: ({ b, node, x }) => logSoftmax(b, x, intOf(node, 'axis', -1)) },
  ],
} satisfies RuleTable;

type Builder = GradientContext['b'];

/** Constant bounds are ReLU6's, which is flat there; one that is computed, say a maximum of x, may be x itself. */
function clip({ b, x, y, dy, inputs, ...c }: GradientContext): Value {
  const [, lowest, highest] = inputs;
  const isAbove = (low: Value): Value => (c.initializer(1) ? b.greater(y, low) : b.atLeast(x, low));
  const isBelow = (high: Value): Value => (c.initializer(2) ? b.less(y, high) : b.atLeast(high, x));
  const above = lowest ? b.where(isAbove(lowest), dy, 0) : dy;
  return highest ? b.where(isBelow(highest), above, 0) : above;
}

/** The bound comes first: ties pass the gradient to it. Max and Min broadcast from opset 8. */
function clipByAttributes({ b, node, x }: NodeContext): Value {
  const lowest = floatOf(node, 'min', -Infinity);
  const highest = floatOf(node, 'max', Infinity);
  const above = raise(b, x, lowest);
  if (highest >= LARGEST_FLOAT) return above;
  if (b.opset >= 8) return b.elementwise('Min', highest, above);
  return b.sub(highest, b.unary('Relu', b.sub(highest, above)));
}

function raise(b: Builder, x: Value, lowest: number): Value {
  if (lowest <= -LARGEST_FLOAT) return x;
  // Convolution and ReLU stay fused.
  if (lowest === 0) return b.unary('Relu', x);
  return b.opset >= 8 ? b.elementwise('Max', lowest, x) : b.add(b.unary('Relu', b.sub(x, lowest)), lowest);
}

const LARGEST_FLOAT = 3.4028234e38;

function hardSigmoid({ b, node, y, dy }: GradientContext): Value {
  const inside = b.and(b.greater(y, 0), b.less(y, 1));
  return b.where(inside, b.mul(dy, floatOf(node, 'alpha', 0.2)), 0);
}

function hardSwish({ b, x, dy }: GradientContext): Value {
  const slope = b.add(b.mul(x, 1 / 3), 0.5);
  return b.where(b.atLeast(x, 3), dy, b.where(b.greater(x, -3), b.mul(dy, slope), 0));
}

function leakyRelu({ b, node, x, y, dy }: GradientContext): Value {
  const alpha = floatOf(node, 'alpha', 0.01);
  return b.where(b.greater(alpha > 0 ? y : x, 0), dy, b.mul(dy, alpha));
}

function elu({ b, node, x, y, dy }: GradientContext): Value {
  const alpha = floatOf(node, 'alpha', 1);
  return b.where(b.greater(alpha > 0 ? y : x, 0), dy, b.mul(dy, b.add(y, alpha)));
}

function selu({ b, node, x }: NodeContext): Value {
  const alpha = floatOf(node, 'alpha', 1.6732632423543772);
  return b.mul(eluOf(b, x, alpha), floatOf(node, 'gamma', 1.0507009873554805));
}

function celu({ b, node, x }: NodeContext): Value {
  const alpha = floatOf(node, 'alpha', 1);
  return scaled(b, eluOf(b, scaled(b, x, 1 / alpha), 1), alpha);
}

function shrink({ b, node, x }: NodeContext): Value {
  const [bias, lambda] = [floatOf(node, 'bias', 0), floatOf(node, 'lambd', 0.5)];
  const below = b.where(b.less(x, -lambda), b.add(x, bias), 0);
  return b.where(b.greater(x, lambda), b.sub(x, bias), below);
}

function eluOf(b: Builder, x: Value, alpha: number): Value {
  return b.emit('Elu', [x], x.shape, { alpha: float(alpha) });
}

function scaled(b: Builder, x: Value, factor: number): Value {
  return factor === 1 ? x : b.mul(x, factor);
}

function gelu({ b, x, dy }: GradientContext): Value {
  const distribution = b.mul(b.add(b.unary('Erf', b.mul(x, Math.SQRT1_2)), 1), 0.5);
  const density = b.mul(b.unary('Exp', b.mul(b.mul(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return b.mul(dy, b.add(distribution, b.mul(x, density)));
}

/** x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))). */
function tanhGelu({ b, x }: NodeContext): Value {
  const cube = b.mul(b.mul(b.mul(x, x), x), 0.044715);
  const tanh = b.unary('Tanh', b.mul(b.add(x, cube), Math.sqrt(2 / Math.PI)));
  return b.mul(b.mul(x, 0.5), b.add(tanh, 1));
}

function softmax({ b }: { b: Builder }, y: Value, dy: Value, axis: number): Value {
  return b.mul(y, b.sub(dy, b.reduce('ReduceSum', b.mul(dy, y), [axis])));
}

function rowsFrom(node: NodeContext['node'], value: Value): [number, number] {
  const axis = fromStart(intOf(node, 'axis', 1), value.shape.length);
  const rows = sizeOf(value.shape.slice(0, axis));
  return [rows, sizeOf(value.shape) / rows];
}

function softmaxOfRows({ b, node, y, dy }: GradientContext): Value {
  const rows = rowsFrom(node, y);
  return b.reshape(softmax({ b }, b.reshape(y, rows), b.reshape(dy, rows), 1), y.shape);
}

function logSoftmaxOfRows({ b, node, x }: NodeContext): Value {
  return b.reshape(logSoftmax(b, b.reshape(x, rowsFrom(node, x)), 1), x.shape);
}

function logSoftmax(b: Builder, x: Value, axis: number): Value {
  const shifted = b.sub(x, b.reduce('ReduceMax', x, [axis]));
  return b.sub(shifted, b.unary('Log', b.reduce('ReduceSum', b.unary('Exp', shifted), [axis])));
}
