import type { Scores } from '../../../gradient/export/find-scores.js';
import type { PreparedModel } from '../../../onnx/prepare/prepare-model.js';
import type { CardChoice, CardQuestion, ModelCard } from '../../../models/model-card.js';
import { guessCard } from '../../../models/guess/guess-card.js';
import { resolveLabels } from '../../../models/labels.js';
import { modelFacts } from '../../../models/guess/model-facts.js';
import type { WeightFiles } from '../ort/graph-session.js';
import { frontConstants } from './front-constants.js';

type Activation = ModelCard['output']['activation'];

export interface CompletedCard {
  readonly card: ModelCard;
  /** What was guessed, for people. */
  readonly notes: readonly string[];
  readonly questions: readonly CardQuestion[];
}

export interface CardRequest {
  readonly given: Partial<ModelCard>;
  readonly prepared: PreparedModel;
  readonly scores: Scores;
  /** The model's image input. */
  readonly image: string;
  /** Where the constants lie by which the model scales its image. */
  readonly weights: WeightFiles;
  /** Of the file or its address. */
  readonly fileName?: string;
  readonly signal: AbortSignal;
}

const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  softmax: 'softmax',
  logsoftmax: 'softmax',
  sigmoid: 'sigmoid',
};

/**
 * A card with the parts that the model's file tells, or that had to be guessed, filled in.
 *
 * @throws SaliencyError `model-unsupported` where the model's input is not an image
 */
export async function completeCard(request: CardRequest): Promise<CompletedCard> {
  const { given, prepared, scores, image, weights, fileName, signal } = request;
  const { output, classes, skippedActivation } = scores;
  const constants = await frontConstants(prepared, image, weights);
  const guess = guessCard(modelFacts(prepared, { image, output, classes, fileName, constants }));
  const labels = given.labels ?? (await resolveLabels(guess.labels ?? [], { signal }));
  const found = skippedActivation && ACTIVATIONS[skippedActivation];
  const activation = given.output?.activation ?? found ?? 'softmax';
  const isActivationGuessed = !given.output && !found;
  const notes = [
    ...(given.input ? [] : guess.notes),
    ...(isActivationGuessed ? ['Scores are shown after a softmax, which is a guess.'] : []),
    ...(given.labels && given.labels.length !== classes
      ? [`The model has ${classes} classes, and ${given.labels.length} labels were given.`]
      : []),
  ];
  const questions = guess.questions.filter(({ field }) => given[field] === undefined);
  return {
    card: {
      ...given,
      name: given.name ?? fileName ?? 'model',
      input: given.input ?? guess.input,
      output: { name: output, activation },
      labels,
    },
    notes,
    questions: isActivationGuessed ? [...questions, activationQuestion(output)] : questions,
  };
}

function activationQuestion(name: string): CardQuestion {
  const choice = (title: string, activation: Activation): CardChoice => ({
    title,
    card: { output: { name, activation } },
  });
  return {
    field: 'output',
    question: 'Does an image belong to one class, or to any number of them?',
    confidence: 'likely',
    choices: [
      choice('One class (softmax)', 'softmax'),
      choice('Any number (sigmoid)', 'sigmoid'),
      choice('Show the scores as they are', 'none'),
    ],
  };
}
