import { intOf, intsAttribute, tensorAttribute } from '../graph/attributes.js';
import type { Graph, Node, ValueInfo } from '../graph/model.js';

/** Where an image's colours are, and how many there are. */
export interface ColourAxis {
  readonly axis: number;
  readonly channels: number;
}

const IMAGE_RANK = 4;
const DEFAULT_CHANNELS = 3;

/** Operators that leave every axis of their first input where it is, and the channels as many. */
const KEEPING: ReadonlySet<string> = new Set([
  ...['Cast', 'CastLike', 'Identity', 'Pad', 'Clip', 'Resize', 'Upsample', 'Neg', 'Abs', 'Relu', 'Dropout'],
  ...['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Max', 'Min', 'Sqrt', 'Exp', 'Log', 'Sigmoid', 'Tanh', 'LeakyRelu'],
  ...['Round', 'Floor', 'Ceil', 'QuantizeLinear', 'DequantizeLinear', 'DynamicQuantizeLinear', 'Where'],
  ...['MaxPool', 'AveragePool', 'LpPool', 'LRN', 'Slice', 'Reciprocal', 'Sum', 'LpNormalization', 'Erf'],
  ...['BatchNormalization', 'InstanceNormalization', 'MeanVarianceNormalization', 'ReverseSequence'],
]);

/** By operator, the input with the weights of a convolution. */
const CONVOLUTIONS: Readonly<Record<string, number>> = {
  Conv: 1,
  FusedConv: 1,
  ConvInteger: 1,
  QLinearConv: 3,
};

/** Operators of constants that give them another name, or another type. */
const SAME_SHAPE: ReadonlySet<string> = new Set([
  'Cast',
  'CastLike',
  'Identity',
  'DequantizeLinear',
  'QuantizeLinear',
]);

/**
 * The axis of an image's colours, where the file leaves every axis open: what the first convolution behind it expects,
 * past what scales, pads, quantises or transposes it; else what the axes are called; else the second one, for colours.
 */
export function guessColourAxis(graph: Graph, input: ValueInfo): ColourAxis {
  const named = (input.dims ?? []).findIndex(
    (dim) => typeof dim === 'string' && /chan|colou?r|^c$/i.test(dim),
  );
  const fallback = { axis: named > 0 ? named : 1, channels: DEFAULT_CHANNELS };
  return new Walk(graph).from(input.name) ?? fallback;
}

class Walk {
  readonly #graph: Graph;
  readonly #makers: ReadonlyMap<string, Node>;

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  }

  /** What the first convolution that is reached expects; nodes are taken in the order of their distance. */
  from(image: string): ColourAxis | undefined {
    const identity = Array.from({ length: IMAGE_RANK }, (_, axis) => axis);
    const queue: { name: string; axes: readonly number[] }[] = [{ name: image, axes: identity }];
    const seen = new Set([image]);
    // `axes[i]`: the image's axis that axis i of the tensor is
    for (const { name, axes } of queue) {
      for (const node of this.#graph.nodes.filter(({ inputs }) => inputs.includes(name))) {
        const channels = this.#channelsOf(node, name);
        if (channels !== undefined) return { axis: axes[1], channels };
        const next = axesBehind(node, axes);
        const output = node.outputs[0] ?? '';
        if (!next || seen.has(output)) continue;
        seen.add(output);
        queue.push({ name: output, axes: next });
      }
    }
    return undefined;
  }

  #channelsOf(node: Node, image: string): number | undefined {
    const index = CONVOLUTIONS[node.opType];
    if (index === undefined || node.inputs[0] !== image) return undefined;
    const shape = this.#shapeOf(node.inputs[index] ?? '');
    return shape && shape.length === IMAGE_RANK ? shape[1] * intOf(node, 'group', 1) : undefined;
  }

  /** Of a constant, or of what was made of one. */
  #shapeOf(name: string): readonly number[] | undefined {
    const tensor = this.#graph.initializers.get(name);
    if (tensor) return tensor.dims;
    const maker = this.#makers.get(name);
    if (!maker) return undefined;
    if (maker.opType === 'Constant') return tensorAttribute(maker, 'value')?.dims;
    const source = this.#shapeOf(maker.inputs[0] ?? '');
    if (SAME_SHAPE.has(maker.opType)) return source;
    return maker.opType === 'Transpose' && source
      ? permOf(maker, source.length).map((axis) => source[axis])
      : undefined;
  }
}

function axesBehind(node: Node, axes: readonly number[]): readonly number[] | undefined {
  if (node.opType === 'Transpose') {
    const perm = permOf(node, axes.length);
    return perm.length === axes.length ? perm.map((axis) => axes[axis]) : undefined;
  }
  // Of one colour each, or picked in another order
  const isReordered = node.opType === 'Gather' && intOf(node, 'axis', 0) !== 0;
  const isJoined = node.opType === 'Split' || node.opType === 'Concat';
  return KEEPING.has(node.opType) || isReordered || isJoined ? axes : undefined;
}

function permOf(node: Node, rank: number): readonly number[] {
  return intsAttribute(node, 'perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
}
