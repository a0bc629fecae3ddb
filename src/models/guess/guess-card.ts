import { SaliencyError } from '../../errors.js';
import { DataType } from '../../onnx/graph/model.js';
import type { CardChoice, CardQuestion, InputSpec } from '../model-card.js';
import { packagedCatalogue, type Catalogue, type CatalogueEntry } from '../catalogue.js';
import { metadataNames } from './metadata-names.js';
import { findFamily, type Confidence, type ModelFamily } from './model-families.js';
import type { ModelFacts } from './model-facts.js';
import { isBlueFirst, valueRangeOf } from './value-range.js';
import { PREPROCESSINGS, type PreprocessingChoice } from './preprocessings.js';

export interface GuessedCard {
  readonly input: InputSpec;
  /** A list, or the name of one (see `resolveLabels`); absent: nothing is known. */
  readonly labels?: readonly string[] | string;
  readonly confidence: Confidence;
  /** What was guessed and why, in sentences. */
  readonly notes: readonly string[];
  /** What of the file's class names could not be read. */
  readonly labelNotes: readonly string[];
  /** What must be asked, or at least shown, rather than assumed in silence. */
  readonly questions: readonly CardQuestion[];
}

type Frame = Pick<InputSpec, 'name' | 'layout' | 'width' | 'height'> & { readonly isGrey: boolean };

const isChannelCount = (size: number): boolean => size === 1 || size === 3;

function frameOf({ image, imageShape }: ModelFacts): Frame {
  const [, first, second, third] = imageShape;
  if (imageShape.length === 4 && isChannelCount(first))
    return { name: image, layout: 'NCHW', height: second, width: third, isGrey: first === 1 };
  if (imageShape.length === 4 && isChannelCount(third))
    return { name: image, layout: 'NHWC', height: first, width: second, isGrey: third === 1 };
  throw new SaliencyError(
    'model-unsupported',
    `The model's input "${image}" has the shape [${imageShape.join(', ')}]; a picture of 1 or 3 channels is needed, such as [1, 3, 224, 224].`,
    { details: { input: image, shape: imageShape } },
  );
}

function inputFrom({ isGrey, ...frame }: Frame, choice: PreprocessingChoice): InputSpec | undefined {
  const preprocessing = isGrey ? choice.grey : choice.colour;
  return preprocessing && { ...frame, ...preprocessing };
}

/** Names that every other exporter uses: they say nothing. */
const COMMON_NAMES = /^(inputs?|outputs?|data|images?|pixel_values|logits|scores?|probs?|x|y)$/i;

/** A model of the catalogue whose input and output are called the same: the same one, or one trained alike. */
function twinOf(
  { image, output }: ModelFacts,
  frame: Frame,
  catalogue: Catalogue,
): CatalogueEntry | undefined {
  const isTelling = (name: string): boolean => !COMMON_NAMES.test(name);
  return [...catalogue.values()].find(
    ({ input, output: scores }) =>
      input.name === image &&
      scores.name === output &&
      (isTelling(image) || isTelling(output)) &&
      input.layout === frame.layout &&
      (input.channels === 'GRAY') === frame.isGrey,
  );
}

interface InputGuess extends Omit<ModelFamily, 'preprocessing'> {
  readonly input: InputSpec;
}

function guessInput(facts: ModelFacts, frame: Frame, catalogue: Catalogue): InputGuess {
  const twin = twinOf(facts, frame, catalogue);
  if (twin) {
    const input = { ...twin.input, width: frame.width, height: frame.height };
    const because = `its input and output are called as in ${twin.title ?? twin.name}`;
    return { input, confidence: 'likely', because };
  }
  const family = findFamily(facts);
  const choice: PreprocessingChoice = PREPROCESSINGS[family.preprocessing];
  const input = inputFrom(frame, choice) ?? inputFrom(frame, PREPROCESSINGS.unit)!;
  return { ...family, input: { ...input, ...colourOrder(facts, input), ...signedBytes(facts) } };
}

/** The model's own mean colour may tell that blue comes first. */
function colourOrder({ front }: ModelFacts, { channels }: InputSpec): Partial<InputSpec> {
  return channels === 'RGB' && isBlueFirst(front, valueRangeOf(front)) ? { channels: 'BGR' } : {};
}

/** What a byte holds that can be negative. */
function signedBytes({ imageType }: ModelFacts): Partial<InputSpec> {
  return imageType === DataType.INT8 ? { range: [-128, 127] } : {};
}

/** The guess, and then the conventions that it is not. */
function choicesFor(frame: Frame, guess: InputSpec): readonly CardChoice[] {
  const choices = Object.values<PreprocessingChoice>(PREPROCESSINGS).flatMap((choice) => {
    const input = inputFrom(frame, choice);
    return input ? [{ title: choice.title, card: { input } }] : [];
  });
  const isGuess = ({ card }: CardChoice): boolean => JSON.stringify(card.input) === JSON.stringify(guess);
  const guessed = choices.find(isGuess) ?? { title: describe(guess), card: { input: guess } };
  return [guessed, ...choices.filter((choice) => !isGuess(choice))];
}

function describe({ channels, range, mean, resize }: InputSpec): string {
  const order = { RGB: 'red first', BGR: 'blue first', GRAY: 'one grey channel' }[channels];
  const normalised = mean.some((value) => value !== 0) ? ', normalised' : '';
  const fit = { stretch: 'stretched', crop: 'its centre', letterbox: 'padded' }[resize];
  return `${order}, values from ${range[0]} to ${range[1]}${normalised}, ${fit}`;
}

const IMAGENET_CLASSES = 1000;

interface LabelGuess extends Pick<GuessedCard, 'labels' | 'labelNotes'> {
  /** Why they are no more than a guess. */
  readonly note?: string;
}

function guessLabels({ classes, classNames, metadata }: ModelFacts): LabelGuess {
  if (classNames) return { labels: classNames, labelNotes: [] };
  const { labels: stated, notes: labelNotes } = metadataNames(metadata, classes);
  if (stated) return { labels: stated, labelNotes };
  if (classes !== IMAGENET_CLASSES) return { labelNotes };
  const note = "The model has 1000 classes; they are taken to be ImageNet's.";
  return { labels: 'imagenet-1k', note, labelNotes };
}

function labelQuestion(classes: number): string {
  if (classes > 1) return `What are the model's ${classes} classes called, in order?`;
  return "What is the class, or the quantity, of the model's one number called? Of two labels the first is that of low scores.";
}

/**
 * Completes what a model's file does not tell from what it hints at: names of tensors, the tool that wrote it, its
 * first operations, its metadata. Everything guessed is noted, and what is no more than a shot in the dark is a
 * question.
 *
 * @throws SaliencyError `model-unsupported` where the input is not a picture.
 */
export function guessCard(facts: ModelFacts, catalogue: Catalogue = packagedCatalogue()): GuessedCard {
  const frame = frameOf(facts);
  const { input, confidence, because } = guessInput(facts, frame, catalogue);
  const { labels, note, labelNotes } = guessLabels(facts);
  const notes = [`How the model wants its images was guessed (${describe(input)}), because ${because}.`];
  const questions: CardQuestion[] = [];
  if (confidence !== 'stated') {
    questions.push({
      field: 'input',
      question: 'How does the model want its images? The wrong answer gives wrong scores and wrong maps.',
      confidence,
      choices: choicesFor(frame, input),
    });
  }
  if (labels === undefined || note) {
    questions.push({
      field: 'labels',
      question: labelQuestion(facts.classes),
      confidence: note ? 'likely' : 'unsure',
      choices: [],
      count: facts.classes,
    });
  }
  return {
    input,
    labels,
    confidence,
    notes: confidence === 'stated' ? [] : [...notes, ...(note ? [note] : [])],
    labelNotes,
    questions,
  };
}
