import type { Scores } from '../../../gradient/export/find-scores.js';
import type { Model } from '../../../onnx/graph/model.js';
import type { PreparedModel } from '../../../onnx/prepare/prepare-model.js';
import type { ScoreReading } from '../../../models/class-scores.js';
import { distinctLabels, sharedLabels } from '../../../models/distinct-labels.js';
import type { CardQuestion, KnownCard, ModelCard } from '../../../models/model-card.js';
import { graphLabels } from '../../../models/guess/graph-labels.js';
import { guessCard } from '../../../models/guess/guess-card.js';
import { resolveLabels } from '../../../models/labels.js';
import { modelFacts } from '../../../models/guess/model-facts.js';
import { asPair, type ReadScores } from './read-scores.js';
import type { WeightFiles } from '../ort/graph-session.js';
import { frontConstants } from './front-constants.js';

/** The classes that can be asked for. */
export interface Classes {
  readonly labels: readonly string[];
  /** The class that `top` means where that is not the one with the highest score. */
  readonly only?: number;
}

export interface CompletedCard {
  readonly card: ModelCard;
  readonly scores: Scores;
  readonly reading: ScoreReading;
  readonly classes: Classes;
  /** What was guessed, for people. */
  readonly notes: readonly string[];
  readonly questions: readonly CardQuestion[];
}

export interface CardRequest {
  readonly given: KnownCard;
  /** As the file has it. */
  readonly model: Model;
  readonly prepared: PreparedModel;
  readonly read: ReadScores;
  /** The model's image input. */
  readonly image: string;
  /** Where the constants lie by which the model scales its image. */
  readonly weights: WeightFiles;
  /** Of the file or its address. */
  readonly fileName?: string;
  readonly signal: AbortSignal;
}

/**
 * A card with the parts that the model's file tells, or that had to be guessed, filled in.
 *
 * @throws SaliencyError `model-unsupported` where the model's input is not an image
 */
export async function completeCard(request: CardRequest): Promise<CompletedCard> {
  const { given, model, prepared, read, image, weights, fileName, signal } = request;
  const { output, classes: count } = read.scores;
  const classNames = graphLabels(model.graph, count);
  const constants = await frontConstants(prepared, image, weights);
  const guess = guessCard(
    modelFacts(prepared, { image, output, classes: count, classNames, fileName, constants }),
  );
  const named = given.labels ?? (await resolveLabels(guess.labels ?? [], { signal }));
  const labels = distinctLabels(named);
  const { scores, classes } = classesOf(read, labels);
  const notes = [
    ...(given.input ? [] : guess.notes),
    ...(given.labels ? [] : guess.labelNotes),
    ...read.notes,
    ...sharedNotes(named),
    ...(given.labels && given.labels.length !== count && given.labels.length !== scores.classes
      ? [`The model has ${count} classes, and ${given.labels.length} labels were given.`]
      : []),
  ];
  const questions = guess.questions.filter(({ field }) => given[field] === undefined);
  return {
    card: {
      ...given,
      name: given.name ?? fileName ?? 'model',
      input: given.input ?? guess.input,
      output: { name: output, activation: read.activation },
      labels,
    },
    scores,
    reading: read,
    classes,
    notes,
    questions: [...questions, ...read.questions],
  };
}

/**
 * One score stands for two classes. Of two labels the first is that of low scores, as Keras and scikit-learn count
 * (0: cats, 1: dogs), and the likelier one is on top. Else there is the class of the score, and its negative for
 * those who ask.
 */
function classesOf(
  { scores, isSingleClass }: ReadScores,
  labels: readonly string[],
): Pick<CompletedCard, 'scores' | 'classes'> {
  if (!isSingleClass) return { scores, classes: { labels } };
  if (labels.length === 2) return { scores: asPair(scores, [-1, 1]), classes: { labels } };
  const [label = 'class 0'] = labels;
  return { scores: asPair(scores, [1, -1]), classes: { labels: [label, `not ${label}`], only: 0 } };
}

function sharedNotes(labels: readonly string[]): string[] {
  return [...sharedLabels(labels)].map(
    ([label, indices]) =>
      `${indices.length} classes are called "${label}": ${indices.join(', ')}. Their numbers are put behind the name.`,
  );
}
