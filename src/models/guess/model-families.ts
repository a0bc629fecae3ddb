import { takesWholeNumbers, type ModelFacts } from './model-facts.js';
import type { PreprocessingName } from './preprocessings.js';
import { valueRangeOf } from './value-range.js';

/** `stated`: the file says so. `likely`: its makers always do so. `unsure`: people must be asked. */
export type Confidence = 'stated' | 'likely' | 'unsure';

export interface ModelFamily {
  readonly preprocessing: PreprocessingName;
  readonly confidence: Confidence;
  /** Completes "because ...". */
  readonly because: string;
}

interface FamilyRule extends ModelFamily {
  readonly matches: (facts: ModelFacts) => boolean;
}

const isChannelsLast = ({ imageShape }: ModelFacts): boolean => imageShape[3] === 3 || imageShape[3] === 1;

/** The first that matches decides; the most telling come first. */
const RULES: readonly FamilyRule[] = [
  {
    preprocessing: 'unit',
    confidence: 'stated',
    because: 'its metadata are those of an Ultralytics classifier',
    matches: ({ metadata }) => metadata.get('task') === 'classify' && metadata.has('stride'),
  },
  {
    preprocessing: 'raw',
    confidence: 'stated',
    because: 'it takes whole numbers',
    matches: takesWholeNumbers,
  },
  {
    preprocessing: 'raw',
    confidence: 'likely',
    because: 'it scales each image by what the image holds, so that any range will do',
    matches: ({ front }) => front.isSelfNormalising,
  },
  {
    preprocessing: 'raw',
    confidence: 'likely',
    because: 'it scales values of 0 to 255 itself',
    matches: ({ front }) => valueRangeOf(front) === 'raw',
  },
  {
    preprocessing: 'unit',
    confidence: 'likely',
    because: 'it normalises values of 0 to 1 itself',
    matches: ({ front }) => valueRangeOf(front) === 'unit',
  },
  {
    preprocessing: 'signed',
    confidence: 'likely',
    because: 'it scales values of -1 to 1 itself',
    matches: ({ front }) => valueRangeOf(front) === 'signed',
  },
  {
    preprocessing: 'imagenet',
    confidence: 'likely',
    because: "it is quantised for ImageNet's colours",
    matches: ({ front }) => valueRangeOf(front) === 'imagenet',
  },
  {
    preprocessing: 'caffe',
    confidence: 'likely',
    because: 'its input is called as in models from Caffe',
    matches: ({ image }) => /^(gpu_0\/)?data_0$/.test(image),
  },
  {
    preprocessing: 'imagenet',
    confidence: 'likely',
    because: 'its tensors are called as in models from MXNet',
    matches: ({ image, output }) => image === 'data' && /(_fwd|_reshape0)$/.test(output),
  },
  {
    preprocessing: 'signed',
    confidence: 'unsure',
    because: 'it comes from TensorFlow or Keras, whose models differ in this',
    matches: (facts) => /tf2onnx|keras/i.test(facts.producer ?? '') || isChannelsLast(facts),
  },
  {
    preprocessing: 'imagenet',
    confidence: 'likely',
    because: 'it comes from PyTorch',
    matches: ({ producer }) => /pytorch/i.test(producer ?? ''),
  },
];

const UNKNOWN: ModelFamily = {
  preprocessing: 'imagenet',
  confidence: 'unsure',
  because: 'most classifiers want it so',
};

/** How models that look like this one want their images. */
export function findFamily(facts: ModelFacts): ModelFamily {
  return RULES.find(({ matches }) => matches(facts)) ?? UNKNOWN;
}
