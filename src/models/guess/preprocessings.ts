import type { InputSpec } from '../model-card.js';

/** How pixels become numbers, apart from the shape of the input. */
export type Preprocessing = Pick<
  InputSpec,
  'channels' | 'range' | 'mean' | 'std' | 'resize' | 'cropFraction'
>;

export interface PreprocessingChoice {
  /** For people. */
  readonly title: string;
  readonly colour: Preprocessing;
  /** Absent: makes no sense for one channel. */
  readonly grey?: Preprocessing;
}

const NONE = { mean: [0, 0, 0], std: [1, 1, 1] } as const;
const GREY = { channels: 'GRAY', mean: [0], std: [1], resize: 'stretch' } as const;

/** The conventions that nearly all classifiers follow; what a page offers where a model does not tell. */
export const PREPROCESSINGS = {
  imagenet: {
    title: "PyTorch and MXNet: 0 to 1, less ImageNet's mean, by its deviation",
    colour: {
      channels: 'RGB',
      range: [0, 1],
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
      resize: 'crop',
      cropFraction: 0.875,
    },
  },
  unit: {
    title: '0 to 1',
    colour: { channels: 'RGB', range: [0, 1], ...NONE, resize: 'crop', cropFraction: 1 },
    grey: { ...GREY, range: [0, 1] },
  },
  signed: {
    title: 'TensorFlow: -1 to 1',
    colour: { channels: 'RGB', range: [-1, 1], ...NONE, resize: 'stretch' },
    grey: { ...GREY, range: [-1, 1] },
  },
  raw: {
    title: '0 to 255: the model scales for itself',
    colour: { channels: 'RGB', range: [0, 255], ...NONE, resize: 'stretch' },
    grey: { ...GREY, range: [0, 255] },
  },
  caffe: {
    title: "Caffe: blue first, 0 to 255, less ImageNet's mean",
    colour: {
      channels: 'BGR',
      range: [0, 255],
      mean: [103.939, 116.779, 123.68],
      std: [1, 1, 1],
      resize: 'stretch',
    },
  },
} as const satisfies Record<string, PreprocessingChoice>;

export type PreprocessingName = keyof typeof PREPROCESSINGS;
