import { SaliencyError } from '../../errors.js';
import { isFloating } from '../../onnx/graph/data-type.js';
import type { Graph, Model, Node, TensorType } from '../../onnx/graph/model.js';
import { neededNodes } from '../../onnx/graph/needed-nodes.js';
import type { PreparedModel } from '../../onnx/prepare/prepare-model.js';
import { findEntry } from '../rules/registry.js';
import { sizeOf } from '../../onnx/graph/shape.js';
import { factsOf, unsupportedOperators } from '../engine/unsupported-operators.js';

export type ScoreActivation = 'softmax' | 'logsoftmax' | 'sigmoid';

/** Where a classifier's scores are. */
export interface Scores {
  /** The graph output that was chosen. */
  readonly output: string;
  /** The tensor before the final activation, if there is one. */
  readonly logits: string;
  readonly batch: number;
  readonly classes: number;
  readonly skippedActivation?: ScoreActivation;
  readonly notes: readonly string[];
}

const ACTIVATIONS: Readonly<Record<string, ScoreActivation>> = {
  Softmax: 'softmax',
  LogSoftmax: 'logsoftmax',
  Sigmoid: 'sigmoid',
};

/** Operators between a final activation and the output that leave every number as it is. */
const TRANSPARENT: ReadonlySet<string> = new Set([
  'Identity',
  'Reshape',
  'Flatten',
  'Squeeze',
  'Unsqueeze',
  'Dropout',
  'Cast',
]);

const SCORE_NAME = /logit|prob|softmax|class|score|pred|output|fc|dense/i;

/** @param output the graph output to explain; default: the one that looks most like class scores */
export function findScores(
  { model, types }: Pick<PreparedModel, 'model' | 'types'>,
  output?: string,
): Scores {
  const { graph } = model;
  const notes: string[] = [];
  const chosen = chooseOutput(model, types, output, notes);
  const activation = finalActivation(graph, chosen);
  const logits = activation?.inputs[0] ?? chosen;
  const shape = types.get(logits)?.shape ?? types.get(chosen)?.shape ?? [];
  const batch = shape.length > 1 ? shape[0] : 1;
  const skippedActivation = activation && ACTIVATIONS[activation.opType];
  if (activation) notes.push(`The score is taken before the final ${activation.opType} ("${logits}").`);
  return { output: chosen, logits, batch, classes: sizeOf(shape) / batch, skippedActivation, notes };
}

function chooseOutput(
  { graph, opsets }: Pick<Model, 'graph' | 'opsets'>,
  types: ReadonlyMap<string, TensorType>,
  output: string | undefined,
  notes: string[],
): string {
  const names = graph.outputs.map(({ name }) => name);
  if (output !== undefined && !names.includes(output)) {
    throw new SaliencyError(
      'bad-option',
      `The model has no output "${output}"; its outputs are ${names.join(', ')}.`,
    );
  }
  const wanted = output === undefined ? names : [output];
  const vectors = wanted.filter((name) => isVector(types.get(name)));
  // A classifier of two classes may squeeze its only score; beside a vector, a number is something else.
  const candidates = vectors.length > 0 ? vectors : wanted.filter((name) => isNumber(types.get(name)));
  const chosen = [...candidates].sort(
    (a, b) => likelihood(b) - likelihood(a) || effort(graph, b) - effort(graph, a),
  )[0];
  if (chosen === undefined) {
    if (!names.some((name) => types.has(name))) refuseUnknownOperators(graph, opsets, types);
    const advice = graph.nodes.some(
      ({ opType, outputs }) => opType === 'ArgMax' && names.includes(outputs[0]),
    )
      ? 'The class alone has no gradient: export the scores, without ArgMax.'
      : 'Use an image classifier.';
    const found = names.map((name) => `"${name}" [${types.get(name)?.shape.join() ?? 'unknown'}]`).join(', ');
    throw new SaliencyError(
      'model-unsupported',
      `The model has no output of class scores [N, classes]; it has ${found}. ${advice}`,
    );
  }
  if (names.length > 1 && output === undefined) {
    notes.push(`Of the outputs ${names.join(', ')}, "${chosen}" was taken as the class scores.`);
  }
  return chosen;
}

/** No output has a known shape: it was lost at operators that nothing is known of. */
function refuseUnknownOperators(
  { nodes }: Graph,
  opsets: Model['opsets'],
  types: ReadonlyMap<string, TensorType>,
): void {
  const unknown = nodes.filter(
    (node) =>
      !findEntry(node.opType, node.domain, opsets.get(node.domain) ?? 1) &&
      !node.outputs.every((name) => types.has(name)),
  );
  if (unknown.length === 0) return;
  throw unsupportedOperators(
    unknown.map((node) => factsOf(node, opsets)),
    'between the image and the scores, whose shapes are unknown with them',
  );
}

function isNumber(type: TensorType | undefined): boolean {
  return type?.shape.length === 0 && isFloating(type.dataType);
}

/** [N, C], [C], or either with axes of size 1. */
function isVector(type: TensorType | undefined): boolean {
  if (!type || !isFloating(type.dataType) || type.shape.length === 0) return false;
  const perImage = type.shape.length > 1 ? type.shape.slice(1) : type.shape;
  return perImage.filter((size) => size !== 1).length <= 1;
}

function likelihood(name: string): number {
  return SCORE_NAME.test(name) ? 1 : 0;
}

/** How many nodes an output takes: more than an auxiliary head, wherever exporters put that in the order of nodes. */
function effort({ nodes }: Graph, output: string): number {
  return neededNodes(nodes, [output]).length;
}

function finalActivation(graph: Graph, output: string): Node | undefined {
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  let node = producers.get(output);
  while (node && node.domain === '' && TRANSPARENT.has(node.opType))
    node = producers.get(node.inputs[0] ?? '');
  return node && node.domain === '' && node.opType in ACTIVATIONS ? node : undefined;
}
