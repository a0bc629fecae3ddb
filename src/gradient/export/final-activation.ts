import type { Node } from '../../onnx/graph/model.js';
import {
  logSoftmaxInParts,
  sigmoidBelow,
  sigmoidInParts,
  softmaxInParts,
  sumOf,
  type ScorePart,
} from './activation-in-parts.js';
import { axisOf, isTransparent, type ScoreGraph } from './score-graph.js';

export type ScoreActivation = 'softmax' | 'logsoftmax' | 'sigmoid';

/** What turns logits into a model's scores. */
export interface FinalActivation {
  readonly activation: ScoreActivation;
  /** The logits: tensors one behind the other, each times a number. */
  readonly parts: readonly ScorePart[];
  /** For people: the operator, or what several ones amount to. */
  readonly title: string;
}

type Finder = (graph: ScoreGraph, node: Node) => FinalActivation | undefined;

const FINDERS: Readonly<Record<string, Finder>> = {
  Softmax: operator('softmax'),
  LogSoftmax: operator('logsoftmax'),
  Sigmoid: operator('sigmoid'),
  Add: affine,
  Sub: (graph, node) => {
    const [a, b] = node.inputs;
    return inParts('logsoftmax', logSoftmaxInParts(graph, a, b)) ?? affine(graph, node);
  },
  Mul: (graph, node) => {
    const [a, b] = node.inputs;
    return (
      reciprocalOf(graph, b, (below) => quotient(graph, a, below)) ??
      reciprocalOf(graph, a, (below) => quotient(graph, b, below)) ??
      affine(graph, node)
    );
  },
  Div: (graph, node) => {
    const [a, b] = node.inputs;
    if (graph.number(b) !== undefined) return affine(graph, node);
    return graph.number(a) === 1 ? inParts('sigmoid', sigmoidBelow(graph, b)) : quotient(graph, a, b);
  },
  Reciprocal: (graph, { inputs }) => inParts('sigmoid', sigmoidBelow(graph, inputs[0])),
  Pow: (graph, { inputs: [base, power] }) =>
    graph.number(power) === -1 ? inParts('sigmoid', sigmoidBelow(graph, base)) : undefined,
  // What keeps a score from being exactly 0 or 1, or a logarithm from being infinite
  Clip: (graph, { inputs }) => finalActivation(graph, inputs[0]),
  Min: bounded,
  Max: bounded,
  Log: (graph, { inputs }) => {
    const found = finalActivation(graph, inputs[0]);
    return found && (found.activation === 'softmax' ? { ...found, activation: 'logsoftmax' } : found);
  },
  Exp: (graph, { inputs }) => {
    const found = finalActivation(graph, inputs[0]);
    return found?.activation === 'logsoftmax' ? { ...found, activation: 'softmax' } : undefined;
  },
  // A sigmoid that never overflows is chosen by the sign of its input
  Where: (graph, { inputs: [, a, b] }) => {
    const [left, right] = [finalActivation(graph, a), finalActivation(graph, b)];
    return left && JSON.stringify(left) === JSON.stringify(right) ? left : undefined;
  },
  Concat: (graph, node) => {
    if (axisOf(node, 0) === 0 || !graph.isVector(node.outputs[0])) return undefined;
    const found = node.inputs.map((input) => finalActivation(graph, input));
    const sigmoids = found.flatMap((one) => (one?.activation === 'sigmoid' ? [one] : []));
    if (sigmoids.length < found.length) return undefined;
    return { ...sigmoids[0], parts: sigmoids.flatMap(({ parts }) => parts) };
  },
};

/**
 * The softmax or sigmoid that a tensor of scores comes from, be it one operator or several, past whatever neither
 * changes the order of the scores nor mixes them: factors, bounds, other shapes and types.
 */
export function finalActivation(graph: ScoreGraph, tensor: string): FinalActivation | undefined {
  const source = graph.source(tensor);
  const node = graph.producer(source);
  return node && !isTransparent(node) ? FINDERS[node.opType]?.(graph, node) : undefined;
}

function operator(activation: ScoreActivation): Finder {
  return (_, { opType, inputs }) => ({ activation, parts: [{ tensor: inputs[0], scale: 1 }], title: opType });
}

function inParts(activation: ScoreActivation, part: ScorePart | undefined): FinalActivation | undefined {
  return part && { activation, parts: [part], title: `${activation}, which is written in parts` };
}

function quotient(graph: ScoreGraph, above: string, below: string): FinalActivation | undefined {
  const softmax = inParts('softmax', softmaxInParts(graph, above, below));
  if (softmax) return softmax;
  const sigmoid = inParts('sigmoid', sigmoidInParts(graph, above, below));
  if (sigmoid) return sigmoid;
  // A softmax that is divided by its sum once more
  const summed = sumOf(graph, below);
  if (summed === undefined || graph.source(summed) !== graph.source(above)) return undefined;
  const found = finalActivation(graph, above);
  return found?.activation === 'softmax' ? found : undefined;
}

function reciprocalOf<T>(
  graph: ScoreGraph,
  tensor: string,
  then: (below: string) => T | undefined,
): T | undefined {
  const node = graph.maker(tensor);
  return node?.opType === 'Reciprocal' ? then(node.inputs[0]) : undefined;
}

function bounded(graph: ScoreGraph, { inputs }: Node): FinalActivation | undefined {
  const others = inputs.filter((input) => graph.number(input) === undefined);
  return others.length === 1 ? finalActivation(graph, others[0]) : undefined;
}

/** factor x + offset */
interface Affine {
  readonly tensor: string;
  readonly factor: number;
  readonly offset: number;
}

function affineOf(graph: ScoreGraph, tensor: string): Affine {
  const source = graph.source(tensor);
  const node = graph.producer(source);
  const [a = '', b = ''] = node?.inputs ?? [];
  const [first, second] = [graph.number(a), graph.number(b)];
  const constant = second ?? first;
  const own = { tensor: source, factor: 1, offset: 0 };
  if (!node || constant === undefined || !(node.opType in STEPS)) return own;
  const inner = affineOf(graph, second === undefined ? b : a);
  return STEPS[node.opType](inner, constant, second === undefined) ?? own;
}

const STEPS: Readonly<
  Record<string, (inner: Affine, constant: number, isFirst: boolean) => Affine | undefined>
> = {
  Mul: ({ tensor, factor, offset }, c) => ({ tensor, factor: factor * c, offset: offset * c }),
  Div: ({ tensor, factor, offset }, c, isFirst) =>
    isFirst ? undefined : { tensor, factor: factor / c, offset: offset / c },
  Add: ({ tensor, factor, offset }, c) => ({ tensor, factor, offset: offset + c }),
  Sub: ({ tensor, factor, offset }, c, isFirst) =>
    isFirst ? { tensor, factor: -factor, offset: c - offset } : { tensor, factor, offset: offset - c },
};

/** Of a probability or its percentage, when rounding is set aside. */
const NEAR = 1e-2;
const near = (a: number, b: number): boolean => Math.abs(a - b) <= NEAR;

/** A factor and an offset behind scores; where they turn the scores round, the logits are negated. */
function affine(graph: ScoreGraph, { outputs }: Node): FinalActivation | undefined {
  const { tensor, factor, offset } = affineOf(graph, outputs[0]);
  if (tensor === outputs[0]) return undefined;
  const found = tanhAsSigmoid(graph, tensor, factor, offset) ?? finalActivation(graph, tensor);
  if (!found || found.title === TANH) return found;
  // Logarithms may have another base; what is added to them makes them something else
  if (found.activation === 'logsoftmax')
    return factor > 0 && factor !== 1 && offset === 0 ? found : undefined;
  const size = Math.abs(factor);
  const isTurned = factor < 0 && near(offset / size, 1);
  const isKept = factor > 0 && (found.activation !== 'sigmoid' || near(offset / size, 0));
  // Of a sigmoid, anything but a probability is a quantity: an age, an angle, a place
  if (found.activation === 'sigmoid' && !near(size, 1) && !near(size, 100)) return undefined;
  if (isKept) return found;
  const isPair = found.activation === 'softmax' && graph.width(tensor) === 2;
  if (!isTurned || (found.activation !== 'sigmoid' && !isPair)) return undefined;
  return { ...found, parts: found.parts.map(({ tensor: own, scale }) => ({ tensor: own, scale: -scale })) };
}

const TANH = 'sigmoid, which is written as a tanh';

/** 1/2 + tanh(x / 2) / 2 = sigmoid(x) */
function tanhAsSigmoid(
  graph: ScoreGraph,
  tensor: string,
  factor: number,
  offset: number,
): FinalActivation | undefined {
  const node = graph.producer(tensor);
  if (node?.opType !== 'Tanh' || Math.abs(factor) !== 0.5 || offset !== 0.5) return undefined;
  const inner = affineOf(graph, node.inputs[0]);
  const isPlain = inner.offset === 0;
  const [argument, scale] = isPlain ? [inner.tensor, inner.factor] : [node.inputs[0], 1];
  return {
    activation: 'sigmoid',
    parts: [{ tensor: argument, scale: 4 * factor * scale }],
    title: TANH,
  };
}
