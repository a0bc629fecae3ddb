import { SaliencyError } from '../../errors.js';
import { floatOf, intOf, intsAttribute } from '../../onnx/graph/attributes.js';
import { float } from '../../onnx/graph/attribute-input.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { NodeContext } from '../../onnx/rewrite/node-context.js';
import type { GradientContext, RuleTable } from './operator-table.js';
import { fromStart, range, sizeOf } from '../../onnx/graph/shape.js';

export const normalization = {
  // y = (x - mean) scale / sqrt(var + eps) + bias
  BatchNormalization: { since: 7, gradient: [batchNormalization], remarks: 'inference only' },
  InstanceNormalization: { since: 6, gradient: [instanceNormalization] },
  LayerNormalization: { since: 7, gradient: [layerNormalization] },
  GroupNormalization: { since: 18, rewrite: groupNormalization },
  RMSNormalization: { since: 23, rewrite: rmsNormalization },
  MeanVarianceNormalization: { since: 9, rewrite: meanVarianceNormalization },
  LpNormalization: { rewrite: lpNormalization },
  // y = x (bias + alpha / size sum over channels of x^2)^-beta
  LRN: { rewrite: localResponseNormalization },
} satisfies RuleTable;

/** The factor is a constant subgraph over the initializers, which the runtime folds at load. */
function batchNormalization(context: GradientContext): Value {
  const { b, node, dy } = context;
  if (intOf(node, 'training_mode', 0) !== 0 || intOf(node, 'spatial', 1) !== 1) {
    throw new SaliencyError(
      'model-unsupported',
      `BatchNormalization "${node.name}" is in training mode; export the model in evaluation mode.`,
      { details: { node: node.name } },
    );
  }
  const deviation = b.unary('Sqrt', b.add(context.input(4), floatOf(node, 'epsilon', 1e-5)));
  const factor = b.div(b.cast(context.input(1), deviation.dataType), deviation);
  return b.mul(dy, b.cast(perChannel(context, factor), dy.dataType));
}

function perChannel({ b, x }: NodeContext, value: Value): Value {
  return b.reshape(value, [1, value.shape[0], ...x.shape.slice(2).map(() => 1)]);
}

function instanceNormalization(context: GradientContext): Value {
  const { b, node, x, dy } = context;
  const scaled = b.mul(dy, perChannel(context, context.input(1)));
  return standardizeBack(context, scaled, range(x.shape.length - 2, 2), floatOf(node, 'epsilon', 1e-5));
}

function layerNormalization(context: GradientContext): Value {
  const { b, node, x, dy } = context;
  const first = fromStart(intOf(node, 'axis', -1), x.shape.length);
  const axes = range(x.shape.length - first, first);
  return standardizeBack(context, b.mul(dy, context.input(1)), axes, floatOf(node, 'epsilon', 1e-5));
}

/** With z = (x - mean) / deviation and g = dS/dz: (g - mean(g) - z mean(g z)) / deviation. */
function standardizeBack(
  { b, x }: GradientContext,
  g: Value,
  axes: readonly number[],
  epsilon: number,
): Value {
  const mean = (value: Value): Value => b.reduce('ReduceMean', value, axes);
  const centred = b.sub(x, mean(x));
  const deviation = b.unary('Sqrt', b.add(mean(b.mul(centred, centred)), epsilon));
  const z = b.div(centred, deviation);
  return b.div(b.sub(b.sub(g, mean(g)), b.mul(z, mean(b.mul(g, z)))), deviation);
}

/** Groups as the channels of an InstanceNormalization; the scale is per group before opset 21. */
function groupNormalization(context: NodeContext): Value {
  const { b, node, x } = context;
  const [n, channels, ...spatial] = x.shape;
  const groups = intOf(node, 'num_groups', 1);
  const grouped = b.reshape(x, [n, groups, sizeOf(x.shape) / (n * groups)]);
  const ones = b.constant(new Float32Array(groups).fill(1), [groups], x.dataType);
  const zeros = b.constant(new Float32Array(groups), [groups], x.dataType);
  const epsilon = float(floatOf(node, 'epsilon', 1e-5));
  const z = b.emit('InstanceNormalization', [grouped, ones, zeros], grouped.shape, { epsilon });
  const affine = (index: number): Value => {
    const value = context.input(index);
    const perGroup = value.shape[0] === groups && b.opset < 21;
    return b.reshape(
      value,
      perGroup ? [1, groups, 1] : [1, groups, channels / groups, ...spatial.map(() => 1)],
    );
  };
  const scale = affine(1);
  const shape = scale.shape.length === 3 ? grouped.shape : [n, groups, channels / groups, ...spatial];
  return b.reshape(b.add(b.mul(b.reshape(z, shape), scale), affine(2)), x.shape);
}

/** x / sqrt(mean(x^2) + eps) scale. */
function rmsNormalization(context: NodeContext): Value {
  const { b, node, x } = context;
  const first = fromStart(intOf(node, 'axis', -1), x.shape.length);
  const squares = b.reduce('ReduceMean', b.mul(x, x), range(x.shape.length - first, first));
  const root = b.unary('Sqrt', b.add(squares, floatOf(node, 'epsilon', 1e-5)));
  return b.mul(b.div(x, root), context.input(1));
}

/** (x - mean) / (deviation + 1e-9). */
function meanVarianceNormalization({ b, node, x }: NodeContext): Value {
  const axes = intsAttribute(node, 'axes') ?? [0, 2, 3];
  const centred = b.sub(x, b.reduce('ReduceMean', x, axes));
  const variance = b.reduce('ReduceMean', b.mul(centred, centred), axes);
  return b.div(centred, b.add(b.unary('Sqrt', variance), 1e-9));
}

/** x / |x|_p along one axis. */
function lpNormalization({ b, node, x }: NodeContext): Value {
  const axis = intOf(node, 'axis', -1);
  if (intOf(node, 'p', 2) === 1) return b.div(x, b.reduce('ReduceSum', b.unary('Abs', x), [axis]));
  return b.div(x, b.unary('Sqrt', b.reduce('ReduceSum', b.mul(x, x), [axis])));
}

/** The sum over channels is an average pool over [N, 1, C, H W]; its division by the size is that of alpha / size. */
function localResponseNormalization({ b, node, x }: NodeContext): Value {
  const [n, channels, ...spatial] = x.shape;
  const size = intOf(node, 'size', 1);
  const before = Math.floor((size - 1) / 2);
  const planes = b.reshape(b.mul(x, x), [n, 1, channels, sizeOf(spatial)]);
  const means = b.emit('AveragePool', [planes], planes.shape, {
    kernel_shape: [size, 1],
    strides: [1, 1],
    pads: [before, 0, size - 1 - before, 0],
    count_include_pad: 1,
  });
  const sums = b.add(
    b.mul(b.reshape(means, x.shape), floatOf(node, 'alpha', 1e-4)),
    floatOf(node, 'bias', 1),
  );
  return b.mul(x, b.pow(sums, -floatOf(node, 'beta', 0.75)));
}
