import type { ScoreGraph } from './score-graph.js';

/** A tensor of the model, times a number. */
export interface ScorePart {
  readonly tensor: string;
  readonly scale: number;
}

const REDUCED_SUMS: ReadonlySet<string> = new Set(['ReduceSum', 'ReduceL1']);

/** What is left of a tensor when constant factors, and what is the same for all classes, are taken off. */
export function withoutShift(graph: ScoreGraph, { tensor, scale }: ScorePart): ScorePart {
  let found = { tensor, scale };
  let [at, factor] = [graph.source(tensor), scale];
  for (;;) {
    const shifted = shiftedBy(graph, at);
    const scaled = shifted === undefined ? scaledBy(graph, at) : undefined;
    if (shifted !== undefined) found = { tensor: (at = graph.source(shifted)), scale: factor };
    else if (scaled) [at, factor] = [graph.source(scaled.tensor), factor * scaled.scale];
    else return found;
  }
}

/** x of x - m and x + m, where m is one number for an image: no softmax changes by it. */
function shiftedBy(graph: ScoreGraph, tensor: string): string | undefined {
  const node = graph.producer(tensor);
  if (node?.opType !== 'Sub' && node?.opType !== 'Add') return undefined;
  const [a, b] = node.inputs;
  if (graph.isShared(b) && !graph.isShared(a)) return a;
  return node.opType === 'Add' && graph.isShared(a) && !graph.isShared(b) ? b : undefined;
}

/** x and c of c x, x / c, -x and 0 - x. */
function scaledBy(graph: ScoreGraph, tensor: string): ScorePart | undefined {
  const node = graph.producer(tensor);
  if (!node) return undefined;
  const [a, b = ''] = node.inputs;
  const [first, second] = [graph.number(a), graph.number(b)];
  if (node.opType === 'Neg') return { tensor: a, scale: -1 };
  if (node.opType === 'Sub' && first === 0) return { tensor: b, scale: -1 };
  if (node.opType === 'Div' && second !== undefined) return { tensor: a, scale: 1 / second };
  if (node.opType !== 'Mul') return undefined;
  if (second !== undefined) return { tensor: a, scale: second };
  return first === undefined ? undefined : { tensor: b, scale: first };
}

/** u of exp(u), or u and log(c) of c^u. */
function exponentOf(graph: ScoreGraph, tensor: string): ScorePart | undefined {
  const node = graph.maker(tensor);
  if (node?.opType === 'Exp') return { tensor: node.inputs[0], scale: 1 };
  const base = node?.opType === 'Pow' ? graph.number(node.inputs[0]) : undefined;
  return node && base !== undefined && base > 1
    ? { tensor: node.inputs[1], scale: Math.log(base) }
    : undefined;
}

const isSame = (a: ScorePart, b: ScorePart): boolean => a.tensor === b.tensor && a.scale === b.scale;

/** What is summed up over the classes, past what keeps the sum from being zero. */
export function sumOf(graph: ScoreGraph, tensor: string): string | undefined {
  const node = graph.maker(tensor);
  if (!node) return undefined;
  const [a, b = ''] = node.inputs;
  if (REDUCED_SUMS.has(node.opType)) return graph.isShared(node.outputs[0]) ? a : undefined;
  if (node.opType === 'Expand' || node.opType === 'Clip') return sumOf(graph, a);
  if (node.opType !== 'Add' && node.opType !== 'Max') return undefined;
  if (graph.number(b) !== undefined) return sumOf(graph, a);
  return graph.number(a) === undefined ? undefined : sumOf(graph, b);
}

/** x of exp(x - m) / sum(exp(x - m)). */
export function softmaxInParts(graph: ScoreGraph, above: string, below: string): ScorePart | undefined {
  const exponent = exponentOf(graph, above);
  const summed = sumOf(graph, below);
  const other = summed === undefined ? undefined : exponentOf(graph, summed);
  if (!exponent || !other) return undefined;
  const isExact = isSame(exponent, other);
  return isExact ? withoutShift(graph, exponent) : undefined;
}

/** x of x - log(sum(exp(x))), with or without a shift in any of its places. */
export function logSoftmaxInParts(graph: ScoreGraph, from: string, taken: string): ScorePart | undefined {
  const summed = logSumOf(graph, taken);
  if (summed === undefined) return undefined;
  const found = withoutShift(graph, { tensor: from, scale: 1 });
  const source = (part: ScorePart): ScorePart => ({ ...part, tensor: graph.source(part.tensor) });
  return isSame(source(found), source(withoutShift(graph, summed))) ? found : undefined;
}

function logSumOf(graph: ScoreGraph, tensor: string): ScorePart | undefined {
  const node = graph.maker(tensor);
  if (!node) return undefined;
  const [a, b = ''] = node.inputs;
  if (node.opType === 'ReduceLogSumExp')
    return graph.isShared(node.outputs[0]) ? { tensor: a, scale: 1 } : undefined;
  if (node.opType === 'Log') {
    const summed = sumOf(graph, a);
    return summed === undefined ? undefined : exponentOf(graph, summed);
  }
  if (node.opType !== 'Add' || !graph.isShared(node.outputs[0])) return undefined;
  return logSumOf(graph, a) ?? logSumOf(graph, b);
}

/** x of 1 / (1 + exp(-x)), by what is divided by. */
export function sigmoidBelow(graph: ScoreGraph, below: string): ScorePart | undefined {
  const exponent = exponentPlusOne(graph, below);
  if (!exponent) return undefined;
  const { tensor, scale } = exponent;
  const scaled = scaledBy(graph, graph.source(tensor));
  return scaled && scaled.scale < 0
    ? { tensor: scaled.tensor, scale: -scale * scaled.scale }
    : { tensor, scale: -scale };
}

/** x of exp(x) / (1 + exp(x)). */
export function sigmoidInParts(graph: ScoreGraph, above: string, below: string): ScorePart | undefined {
  const exponent = exponentOf(graph, above);
  const other = exponentPlusOne(graph, below);
  return exponent && other && isSame(exponent, other) ? exponent : undefined;
}

function exponentPlusOne(graph: ScoreGraph, tensor: string): ScorePart | undefined {
  const node = graph.maker(tensor);
  if (node?.opType !== 'Add') return undefined;
  const [a, b] = node.inputs;
  if (graph.number(a) === 1) return exponentOf(graph, b);
  return graph.number(b) === 1 ? exponentOf(graph, a) : undefined;
}
