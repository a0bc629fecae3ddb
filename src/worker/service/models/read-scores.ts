import { SaliencyError } from '../../../errors.js';
import { findScores, type Scores } from '../../../gradient/export/find-scores.js';
import { ACTIVATIONS, type Activation, type ScoreReading } from '../../../models/class-scores.js';
import type { CardChoice, CardQuestion, ModelCard } from '../../../models/model-card.js';
import type { PreparedModel } from '../../../onnx/prepare/prepare-model.js';

/** Where a model's scores are, and how they are to be read. */
export interface ReadScores extends ScoreReading {
  readonly scores: Scores;
  /** The output is one number, and that the score of a class: its negative is the score of another one. */
  readonly isSingleClass: boolean;
  readonly notes: readonly string[];
  readonly questions: readonly CardQuestion[];
}

const FOUND: Readonly<Record<string, Activation>> = {
  softmax: 'softmax',
  logsoftmax: 'softmax',
  sigmoid: 'sigmoid',
};

/** What a network ends in whose output is a quantity: no logit is kept above zero, or within -1 and 1. */
const QUANTITIES: ReadonlySet<string> = new Set(['Relu', 'Softplus', 'Tanh', 'Exp', 'Mul', 'Abs', 'Sqrt']);

/**
 * Finds the scores, and decides what turns them into what people see: what the card says, what the graph shows, or a
 * guess that is told and asked about.
 *
 * @throws SaliencyError `bad-option` for an output or an activation that does not exist; as `findScores`
 */
export function readScores(prepared: PreparedModel, given: Partial<ModelCard['output']> = {}): ReadScores {
  checkActivation(given.activation);
  const scores = findScores(prepared, given.name);
  const isOne = scores.classes === 1;
  if (isOne && given.activation === 'none') {
    const asIs = findScores(prepared, given.name, { asIs: true });
    return reading(asIs, 'none', { isSingleClass: false });
  }
  if (scores.isProbability) {
    const again = given.activation !== undefined && given.activation !== 'none';
    const notes = again
      ? ['The scores are probabilities already; they are shown as they are, without another activation.']
      : [];
    return reading(scores, 'none', { isSingleClass: false, notes });
  }
  const found = scores.skippedActivation && FOUND[scores.skippedActivation];
  const said = given.activation ?? found;
  if (said === undefined) return isOne ? guessOne(prepared, scores) : guessSeveral(scores);
  if (!isOne || said === 'sigmoid') return reading(scores, said, { isSingleClass: isOne });
  return reading(scores, 'sigmoid', {
    isSingleClass: true,
    notes: ['A softmax over one number is always 1; the score is shown after a sigmoid.'],
  });
}

function reading(
  scores: Scores,
  activation: Activation,
  rest: Pick<ReadScores, 'isSingleClass'> & Partial<Pick<ReadScores, 'notes' | 'questions'>>,
): ReadScores {
  const { isProbability, skippedActivation } = scores;
  const mayBeFinal = skippedActivation === undefined;
  return { scores, activation, isProbability, mayBeFinal, notes: [], questions: [], ...rest };
}

/** A logit and a quantity look the same; the last operator may tell. */
function guessOne({ model }: PreparedModel, scores: Scores): ReadScores {
  const last = model.graph.nodes.find(({ outputs }) => outputs.includes(scores.output));
  const isQuantity = QUANTITIES.has(last?.opType ?? '');
  const choices = [
    choice(scores.output, 'Of a class (sigmoid)', 'sigmoid'),
    choice(scores.output, 'A quantity, to be shown as it is', 'none'),
  ];
  const question: CardQuestion = {
    field: 'output',
    question:
      'The model gives one number: is it the score of a class, or a quantity, such as an age? Nothing in the file tells.',
    confidence: 'unsure',
    choices: isQuantity ? choices.reverse() : choices,
  };
  return reading(scores, isQuantity ? 'none' : 'sigmoid', {
    isSingleClass: !isQuantity,
    notes: [
      isQuantity
        ? 'The model gives one number, which is shown as it is; that it is a quantity is a guess.'
        : 'The model gives one number, which is shown after a sigmoid; that it is the score of a class is a guess.',
    ],
    questions: [question],
  });
}

function guessSeveral(scores: Scores): ReadScores {
  const question: CardQuestion = {
    field: 'output',
    question: 'Does an image belong to one class, or to any number of them?',
    confidence: 'likely',
    choices: [
      choice(scores.output, 'One class (softmax)', 'softmax'),
      choice(scores.output, 'Any number (sigmoid)', 'sigmoid'),
      choice(scores.output, 'Show the scores as they are', 'none'),
    ],
  };
  return reading(scores, 'softmax', {
    isSingleClass: false,
    notes: ['Scores are shown after a softmax, which is a guess.'],
    questions: [question],
  });
}

function choice(name: string, title: string, activation: Activation): CardChoice {
  return { title, card: { output: { name, activation } } };
}

function checkActivation(activation: string | undefined): void {
  if (activation === undefined || Object.hasOwn(ACTIVATIONS, activation)) return;
  throw new SaliencyError(
    'bad-option',
    `There is no activation "${activation}"; choose one of ${Object.keys(ACTIVATIONS).join(', ')}.`,
  );
}

/** The output of one number as two classes: the number is the score of one, its negative that of the other. */
export function asPair(scores: Scores, signs: readonly [number, number]): Scores {
  const [{ tensor, scale }] = scores.parts;
  return { ...scores, classes: 2, parts: signs.map((sign) => ({ tensor, scale: sign * scale })) };
}
