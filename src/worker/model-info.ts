import type { FusionName } from '../cam/fuse-maps.js';
import type { GridPlacement } from '../geometry/grid-placement.js';
import type { CardQuestion, ModelCard } from '../models/model-card.js';

/** Execution provider that really runs the model. */
export type Device = 'webgpu' | 'wasm';

export type DevicePreference = 'auto' | Device;

export interface LayerInfo {
  readonly name: string;
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  /** Where its cells lie in the model's input: at the centres of their receptive fields. */
  readonly placement: GridPlacement;
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
  /** Of methods that look at one layer. */
  readonly defaultLayer: string;
  /** Of methods that keep their aim at earlier layers ({@link CamMethod.fuses}); may be `defaultLayer` alone. */
  readonly defaultLayers: readonly string[];
  /** How the maps of several layers become one unless a question says otherwise. */
  readonly defaultFusion: FusionName;
  /** Bytes of the derived graphs for the default layer. */
  readonly trunkBytes: number;
  readonly headBytes: number;
  /** Remarks for people: a skipped Softmax, guessed preprocessing, ... */
  readonly notes: readonly string[];
  /** What the file does not tell and was only assumed: better asked, or at least shown, than passed over in silence. */
  readonly questions: readonly CardQuestion[];
}
