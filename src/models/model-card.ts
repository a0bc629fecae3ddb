/** How pixels become the model's input tensor; data, so that a catalogue can carry it. */
export interface InputSpec {
  readonly name: string;
  readonly layout: 'NCHW' | 'NHWC';
  readonly width: number;
  readonly height: number;
  readonly channels: 'RGB' | 'BGR' | 'GRAY';
  /** Values of black and white before `mean` and `std`: [0, 1] or [0, 255], ... */
  readonly range: readonly [number, number];
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** `stretch` ignores the aspect ratio; `crop` resizes the short side and cuts the centre; `letterbox` pads. */
  readonly resize: 'stretch' | 'crop' | 'letterbox';
  /** With `crop`: the short side is resized to input / cropFraction first (0.875 for ImageNet's 256 and 224). */
  readonly cropFraction?: number;
  /** The filter that the image is resized with, antialiased as in PIL. Default `bilinear`. */
  readonly interpolation?: 'bilinear' | 'bicubic';
}

/**
 * One entry of `models/catalog.json`. `activation` is what turns the output's logits into scores: one class of several
 * (`softmax`), each class by itself (`sigmoid`), or nothing (`none`), as for a quantity such as an age.
 */
export interface ModelCard {
  readonly name: string;
  readonly input: InputSpec;
  readonly output: { readonly name: string; readonly activation: 'softmax' | 'sigmoid' | 'none' };
  readonly labels: readonly string[];
  /** Default target layer (a tensor name); absent: the model's last spatial one. */
  readonly layer?: string;
  readonly bytes?: number;
  readonly sha256?: string;
  readonly licence?: string;
}

/** What is known of a model beside its file; of the output, its name or its activation alone will do. */
export interface KnownCard extends Omit<Partial<ModelCard>, 'output'> {
  readonly output?: Partial<ModelCard['output']>;
}

/** What a page says of a model: labels may also be an address, the name of a list (`imagenet-1k`), or a file. */
export interface GivenCard extends Omit<KnownCard, 'labels'> {
  readonly labels?: readonly string[] | string | Blob;
}

/** Something that a model's file does not tell, for the page to ask. */
export interface CardQuestion {
  readonly field: 'input' | 'labels' | 'output';
  readonly question: string;
  /** `unsure`: to be asked at once. `likely`: assumed with good reason; to be shown, and corrected where it is wrong. */
  readonly confidence: 'likely' | 'unsure';
  /** Whole answers to choose from, the guess first; none for labels, of which a file or a list is wanted. */
  readonly choices: readonly CardChoice[];
  /** How many labels there must be; a single score may have two, of which the first is that of low scores. */
  readonly count?: number;
}

export interface CardChoice {
  readonly title: string;
  /** What to add to the model's card. */
  readonly card: Partial<ModelCard>;
}
