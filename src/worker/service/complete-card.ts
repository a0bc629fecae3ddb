import { SaliencyError } from '../../errors.js';
import type { GradientExport } from '../../gradient/export-gradient.js';
import { findScores } from '../../gradient/find-scores.js';
import type { PreparedModel } from '../../onnx/prepare-model.js';
import type { InputSpec, ModelCard } from '../protocol.js';

type Activation = ModelCard['output']['activation'];

export interface CompletedCard {
  readonly card: ModelCard;
  /** What was guessed, for people. */
  readonly notes: readonly string[];
}

/** torchvision's and the ONNX model zoo's preprocessing for ImageNet. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  softmax: 'softmax',
  logsoftmax: 'softmax',
  sigmoid: 'sigmoid',
};

interface Frame {
  readonly layout: InputSpec['layout'];
  readonly count: number;
  readonly width: number;
  readonly height: number;
}

const isChannelCount = (size: number): boolean => size === 1 || size === 3;

function frameOf(shape: readonly number[] | undefined, input: string): Frame {
  if (shape?.length === 4 && shape[0] === 1) {
    const [, first, second, third] = shape;
    if (isChannelCount(first)) return { layout: 'NCHW', count: first, height: second, width: third };
    if (isChannelCount(third)) return { layout: 'NHWC', count: third, height: first, width: second };
  }
  const found = shape ? `[${shape.join(', ')}]` : 'unknown';
  throw new SaliencyError(
    'model-unsupported',
    `The model's input "${input}" has the shape ${found}; a picture of 1 or 3 channels is needed, such as [1, 3, 224, 224].`,
    { details: { input, shape } },
  );
}

function guessInput(name: string, shape: readonly number[] | undefined): InputSpec {
  const { layout, count, width, height } = frameOf(shape, name);
  const colour = count === 3;
  return {
    name,
    layout,
    width,
    height,
    channels: colour ? 'RGB' : 'GRAY',
    range: [0, 1],
    mean: colour ? IMAGENET.mean : [0],
    std: colour ? IMAGENET.std : [1],
    resize: 'stretch',
  };
}

/** A card with the parts that the model's file tells, or that had to be guessed, filled in. */
export function completeCard(
  given: Partial<ModelCard>,
  prepared: PreparedModel,
  exported: GradientExport,
): CompletedCard {
  const output = findScores(prepared.model.graph, prepared.types, given.output?.name).output;
  const notes: string[] = [];
  const shape = prepared.types.get(exported.image)?.shape;
  const input = given.input ?? guessInput(exported.image, shape);
  if (!given.input) {
    const values = input.channels === 'RGB' ? "ImageNet's mean and deviation" : 'values from 0 to 1';
    notes.push(`How the model wants its images is a guess (${values}); give the card's input to change it.`);
  } else {
    frameOf(shape, exported.image);
  }
  const found = exported.skippedActivation && ACTIVATIONS[exported.skippedActivation];
  const activation = given.output?.activation ?? found ?? 'softmax';
  if (!given.output && !found) notes.push('Scores are shown after a softmax, which is a guess.');
  return {
    card: {
      ...given,
      name: given.name ?? 'model',
      input,
      output: { name: output, activation },
      labels: given.labels ?? [],
    },
    notes,
  };
}
