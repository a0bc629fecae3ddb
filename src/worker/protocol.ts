import type { ModelSource } from '../models/model-source.js';
import type { ExplainOptions, Explanation } from './explanation.js';
import type { FeatureMaps, FeatureMapsOptions } from './feature-maps.js';
import type { DevicePreference, ModelInfo } from './model-info.js';
import type { Progress } from './progress.js';

export interface RunCounts {
  readonly trunk: number;
  readonly head: number;
}

/** Draws an SVG as a bitmap of at most so many pixels. */
export type RasterizeSvg = (svg: Blob, maxPixels: number) => Promise<ImageBitmap>;

export interface StartOptions {
  readonly device: DevicePreference;
  /** Folder of ORT's glue and wasm, absolute, with a trailing slash; default: beside the worker. */
  readonly wasmPaths?: string;
}

/**
 * Who asks, and for the how-manieth time: several elements of a page share one worker, each with its own
 * model and image, and a cancel must hit only the request that it was meant for.
 */
export interface RequestKey {
  readonly client: string;
  readonly request: number;
}

/** What the worker does. Errors cross the boundary as `SaliencyErrorData`. */
export interface SaliencyService {
  /** Resolves as soon as the worker's script runs. */
  ping(): Promise<void>;
  /** Loads a model and makes it the client's current one; chooses the backend at the first call. */
  open(
    key: RequestKey,
    source: ModelSource,
    start: StartOptions,
    onProgress?: (progress: Progress) => void,
  ): Promise<ModelInfo>;
  /**
   * Makes an image the client's current one: a bitmap is transferred, and owned by the worker from then on; a file is
   * decoded there. No worker can draw an SVG, so the page lends a hand.
   */
  setImage(key: RequestKey, image: ImageBitmap | Blob, rasterizeSvg?: RasterizeSvg): Promise<void>;
  /**
   * Explains the client's image as it is at the time of the call; a later `setImage` or `open` does not change what
   * is under way. A newer `explain` of the same client supersedes an unfinished one, which rejects with `aborted`.
   */
  explain(
    key: RequestKey,
    options: ExplainOptions,
    onProgress?: (progress: Progress) => void,
  ): Promise<Explanation>;
  /** The strongest feature maps of a layer for the client's image; leaves an explanation under way alone. */
  featureMaps(key: RequestKey, options: FeatureMapsOptions): Promise<FeatureMaps>;
  /** Stops the request after the session run in hand; its promise rejects with `aborted`. */
  cancel(key: RequestKey): Promise<void>;
  /** Forgets the client: its image, and its model unless another client has it open. */
  close(client: string): Promise<void>;
  /** Session runs since the worker started, of all clients. */
  runCounts(): Promise<RunCounts>;
}
