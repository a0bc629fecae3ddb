import type { Node } from '../../onnx/graph/model.js';
import { finalActivation } from './final-activation.js';
import { boundOf, type ScoreGraph } from './score-graph.js';

type Rule = (graph: ScoreGraph, node: Node) => number | undefined;

const one = (): number => 1;
const first: Rule = (graph, { inputs }) => scoreCeiling(graph, inputs[0]);
const largest: Rule = (graph, { inputs }) => combined(graph, inputs, (a, b) => Math.max(a, b));

/** Whatever else a model may end in: what it makes of numbers that are not negative and not above a bound. */
const CEILINGS: Readonly<Record<string, Rule>> = {
  Softmax: one,
  Sigmoid: one,
  HardSigmoid: one,
  Slice: first,
  Gather: first,
  Split: first,
  ReduceMean: first,
  ReduceMax: first,
  ReduceMin: first,
  Transpose: first,
  Concat: largest,
  Max: largest,
  Mean: largest,
  Where: (graph, { inputs: [, ...branches] }) => combined(graph, branches, (a, b) => Math.max(a, b)),
  Add: (graph, { inputs }) => combined(graph, inputs, (a, b) => a + b),
  Sum: (graph, { inputs }) => combined(graph, inputs, (a, b) => a + b),
  Mul: (graph, { inputs }) => combined(graph, inputs, (a, b) => a * b),
  Sub: (graph, { inputs: [whole, part] }) => {
    const [size, most] = [graph.number(whole), scoreCeiling(graph, part)];
    return size !== undefined && most !== undefined && most <= size ? size : undefined;
  },
  Div: (graph, { inputs: [above, below] }) => {
    const [size, by] = [scoreCeiling(graph, above), graph.number(below)];
    return size !== undefined && by !== undefined && by > 0 ? size / by : undefined;
  },
  Clip: (graph, node) => {
    const [low, high] = [boundOf(graph, node, 'min'), boundOf(graph, node, 'max')];
    const inner = scoreCeiling(graph, node.inputs[0]);
    if (typeof high !== 'number') return inner;
    if (inner !== undefined) return Math.min(inner, high);
    return typeof low === 'number' && low >= 0 ? high : undefined;
  },
};

/** The most that scores can be, where the graph shows that they are not negative and that there is such a bound. */
export function scoreCeiling(graph: ScoreGraph, tensor: string): number | undefined {
  const source = graph.source(tensor);
  const constant = graph.number(source);
  if (constant !== undefined) return constant >= 0 ? constant : undefined;
  const node = graph.producer(source);
  if (!node) return undefined;
  const isPart = node.opType === 'Div' || node.opType === 'Mul' || node.opType === 'Reciprocal';
  const bound = CEILINGS[node.opType]?.(graph, node);
  return bound ?? (isPart && finalActivation(graph, source)?.title.includes('parts') ? 1 : undefined);
}

function combined(
  graph: ScoreGraph,
  tensors: readonly string[],
  combine: (a: number, b: number) => number,
): number | undefined {
  const ceilings = tensors.map((tensor) => scoreCeiling(graph, tensor));
  return ceilings.reduce((a, b) => (a === undefined || b === undefined ? undefined : combine(a, b)));
}
