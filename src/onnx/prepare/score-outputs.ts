import type { Graph, Node, ValueInfo } from '../graph/model.js';

/** Operators of scikit-learn's exporters: what classes are called, beside what they score. */
export const ML_DOMAIN = 'ai.onnx.ml';

/** Operators between an index of a class and an output. */
const PASSING: ReadonlySet<string> = new Set([
  'Identity',
  'Cast',
  'Reshape',
  'Flatten',
  'Squeeze',
  'Unsqueeze',
]);

export type Producers = ReadonlyMap<string, Node>;

export function producersIn({ nodes }: Pick<Graph, 'nodes'>): Producers {
  return new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
}

/** The node that a tensor comes from, in front of what only changes its shape or its type. */
export function originOf(producers: Producers, tensor: string): Node | undefined {
  const node = producers.get(tensor);
  const isPassing = node?.domain === '' && PASSING.has(node.opType);
  return isPassing ? originOf(producers, node.inputs[0] ?? '') : node;
}

/** The operators that turn indices of classes into names, by the input that has the indices. */
export const NAMING: Readonly<Record<string, number>> = { ArrayFeatureExtractor: 1, LabelEncoder: 0 };

export function isNaming({ domain, opType }: Node): boolean {
  return domain === ML_DOMAIN && Object.hasOwn(NAMING, opType);
}

/** The scores whose largest one is named in an output. */
function scoresBehindNames(producers: Producers, tensor: string): string | undefined {
  const node = originOf(producers, tensor);
  if (!node) return undefined;
  if (node.domain === '' && node.opType === 'ArgMax') return node.inputs[0];
  return isNaming(node) ? scoresBehindNames(producers, node.inputs[NAMING[node.opType]]) : undefined;
}

export interface ScoreOutputs {
  readonly graph: Graph;
  /** Outputs that are gone, and the tensors of scores in their places. */
  readonly aliases: ReadonlyMap<string, string>;
}

/**
 * The graph with the scores themselves for outputs: what ZipMap makes dictionaries of, and not the name of the best
 * class, for which no runtime here has a kernel. A name that is the only output gives way to the scores behind it.
 */
export function withScoreOutputs(graph: Graph): ScoreOutputs {
  const aliases = new Map<string, string>();
  const producers = producersIn(graph);
  const kept: ValueInfo[] = [];
  const names: string[] = [];
  for (const output of graph.outputs) {
    const origin = originOf(producers, output.name);
    if (origin?.domain === ML_DOMAIN && origin.opType === 'ZipMap')
      aliases.set(output.name, origin.inputs[0]);
    else if (origin && isNaming(origin)) names.push(output.name);
    else kept.push(output);
  }
  if (kept.length === 0 && aliases.size === 0) {
    for (const name of names) {
      const scores = scoresBehindNames(producers, name);
      if (scores !== undefined) aliases.set(name, scores);
    }
  }
  if (aliases.size === 0 && (names.length === 0 || kept.length === 0)) return { graph, aliases };
  const known = new Set(kept.map(({ name }) => name));
  const added = [...new Set(aliases.values())].filter((name) => !known.has(name)).map((name) => ({ name }));
  return { graph: { ...graph, outputs: [...kept, ...added] }, aliases };
}
