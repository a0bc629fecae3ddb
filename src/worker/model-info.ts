import type { CardQuestion, ModelCard } from '../models/model-card.js';

/** Execution provider that really runs the model. */
export type Device = 'webgpu' | 'wasm';

export type DevicePreference = 'auto' | Device;

export interface LayerInfo {
  readonly name: string;
  readonly channels: number;
  readonly width: number;
  readonly height: number;
}

export interface ModelInfo {
  readonly card: ModelCard;
  /**
   * What the classes that can be asked for are called. As the card's labels, but that the negative of a single score is
   * a class, too.
   */
  readonly classLabels: readonly string[];
  readonly device: Device;
  /** Why the device is not the preferred one, in a sentence. */
  readonly fallbackReason?: string;
  readonly layers: readonly LayerInfo[];
  readonly defaultLayer: string;
  /** Bytes of the derived graphs for the default layer. */
  readonly trunkBytes: number;
  readonly headBytes: number;
  /** Remarks for people: a skipped Softmax, guessed preprocessing, ... */
  readonly notes: readonly string[];
  /** What the file does not tell and was only assumed: better asked, or at least shown, than passed over in silence. */
  readonly questions: readonly CardQuestion[];
}
