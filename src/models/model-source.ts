import type { KnownCard } from './model-card.js';

export interface ModelSource {
  /** URL, or the bytes themselves: an ONNX file, or one of `saliency compress`. */
  readonly data: string | Blob;
  /** What is known of the model beside its bytes; missing parts are read from the file or guessed, and reported. */
  readonly card: KnownCard;
  /** Other addresses of the same bytes, tried where `data` does not answer; only with `card.sha256`. */
  readonly mirrors?: readonly string[];
  /** Files beside the model that hold its weights, by the name that it knows them by; else looked for beside its URL. */
  readonly externalData?: Readonly<Record<string, Blob>>;
}
