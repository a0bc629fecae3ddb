import { SaliencyError } from '../../errors.js';
import { isFloating } from '../../onnx/graph/data-type.js';
import type { Graph, Model, TensorType } from '../../onnx/graph/model.js';
import { neededNodes } from '../../onnx/graph/needed-nodes.js';
import type { PreparedModel } from '../../onnx/prepare/prepare-model.js';
import { findEntry } from '../rules/registry.js';
import { sizeOf, type Shape } from '../../onnx/graph/shape.js';
import type { ScorePart } from './activation-in-parts.js';
import { finalActivation, type ScoreActivation } from './final-activation.js';
import { scoreCeiling } from './score-ceiling.js';
import { ScoreGraph } from './score-graph.js';
import { factsOf, unsupportedOperators } from '../engine/unsupported-operators.js';

/** Where a classifier's scores are. */
export interface Scores {
  /** The graph output that was chosen. */
  readonly output: string;
  /** The tensor before the final activation, if there is one; the first of {@link parts}. */
  readonly logits: string;
  /** What the logits are made of: tensors one behind the other, each times a number. */
  readonly parts: readonly ScorePart[];
  readonly batch: number;
  readonly classes: number;
  readonly skippedActivation?: ScoreActivation;
  /** No activation could be stepped over, and yet the graph shows that the scores are from 0 to 1. */
  readonly isProbability: boolean;
  readonly notes: readonly string[];
}

export interface ScoresOptions {
  /** Takes the output as it is, final activation and all: for numbers that are no scores of classes. */
  readonly asIs?: boolean;
}

/** Of a bound that is computed from factors and sums. */
const ROUNDING = 1e-6;

const SCORE_NAME = /logit|prob|softmax|class|score|pred|output|fc|dense/i;

/** @param output the graph output to explain; default: the one that looks most like class scores */
export function findScores(
  { model, types, aliases }: Pick<PreparedModel, 'model' | 'types' | 'aliases'>,
  output?: string,
  { asIs = false }: ScoresOptions = {},
): Scores {
  const notes: string[] = [];
  const wanted = output === undefined ? undefined : (aliases.get(output) ?? output);
  const chosen = chooseOutput(model, types, wanted, notes);
  const whole = types.get(chosen)?.shape ?? [];
  const graph = new ScoreGraph({ model, types }, batchOf(whole));
  const behind = asIs ? undefined : finalActivation(graph, chosen);
  const isPerImage = ({ tensor }: ScorePart): boolean => {
    const part = types.get(tensor)?.shape ?? whole;
    return whole.length < 2 || part.length < 2 || part[0] === whole[0];
  };
  const found = behind?.parts.every(isPerImage) ? behind : undefined;
  const parts = found?.parts ?? [{ tensor: chosen, scale: 1 }];
  const [{ tensor: logits }] = parts;
  const shape = types.get(logits)?.shape ?? whole;
  const batch = batchOf(shape);
  if (found) notes.push(`The score is taken before the final ${found.title} ("${logits}").`);
  return {
    output: chosen,
    logits,
    parts,
    batch,
    classes: sizeOf(whole) / batch,
    skippedActivation: found?.activation,
    isProbability: !found && (scoreCeiling(graph, chosen) ?? Infinity) <= 1 + ROUNDING,
    notes,
  };
}

function batchOf(shape: Shape): number {
  return shape.length > 1 ? shape[0] : 1;
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
