export type DraftStatus = 'draft' | 'accepted' | 'rejected';

/** How a draft came to be, so that a reader of the labels can tell machine from hand. */
export interface DraftProvenance {
  readonly model: string;
  readonly method: string;
  readonly layer: string;
  readonly threshold: number;
  /** What the model gives for the image, where that is no probability: a logit, or a quantity such as an age. */
  readonly value?: number;
  /** True once a person moved, resized, relabelled or drew the box. */
  readonly edited: boolean;
}

/**
 * One box over the image, in pixels of the image file as displayed (EXIF applied): 0-based, pixel edges, floats.
 * `score` is in [0, 1].
 */
export interface DraftBox {
  readonly id: string;
  readonly label: string;
  readonly score: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly status: DraftStatus;
  readonly polygon?: readonly (readonly [x: number, y: number])[];
  readonly provenance: DraftProvenance;
}
