import type { ModelSource } from '../models/model-source.js';
import type { ExplainOptions, Explanation } from './explanation.js';
import type { FeatureMaps, FeatureMapsOptions } from './feature-maps.js';
import type { DevicePreference, ModelInfo } from './model-info.js';
import type { DrawnSvg } from './images/drawn-svg.js';
import type { Progress } from './progress.js';

/** What is in front of a person goes before what is prepared ahead. */
export const URGENCIES = { background: 0, foreground: 1 } as const;
export type Urgency = keyof typeof URGENCIES;

export interface StartOptions {
  readonly device: DevicePreference;
  /** Folder of ORT's glue and wasm, absolute, with a trailing slash; default: beside the worker. */
  readonly wasmPaths?: string;
  /** Bytes that the worker may keep for later; default: see `WorkerService`. */
  readonly cacheBytes?: number;
}

export interface Request {
  /** Unique in the page, for {@link SaliencyService.cancel}. */
  readonly id: string;
  readonly urgency: Urgency;
}

export interface ModelRequest extends Request {
  /** Equal keys mean the same source with the same card. */
  readonly model: string;
}

export interface ImageRequest extends ModelRequest {
  /** Equal keys mean equal pixels. */
  readonly image: string;
}

export type Lacking = 'model' | 'image';

/** The answer, or what the worker must be given before it is asked again. */
export type Reply<T> = { readonly answer: T } | { readonly lacks: readonly Lacking[] };

/** Draws an SVG as a bitmap of at most so many pixels. */
export type RasterizeSvg = (svg: Blob, maxPixels: number) => Promise<DrawnSvg>;

/** Session runs. */
export interface RunCounts {
  readonly trunk: number;
  readonly head: number;
}

/** What the worker keeps for later. */
export interface CacheUse {
  readonly bytes: number;
  readonly budget: number;
  /** Bytes by kind: `models`, `sessions`, `images`, `inputs`, `trunks`, `activations`, `logits`, `gradients`. */
  readonly kinds: Readonly<Record<string, number>>;
}

type Report = (progress: Progress) => void;

/**
 * What the worker does. It knows no clients and no order of calls: each request names its model and its image by key, and
 * the worker answers or says what it lacks. Equal requests under way share one answer. Errors cross the boundary as
 * `SaliencyErrorData`.
 */
export interface SaliencyService {
  /** To be called first. Resolves as soon as the worker's script runs; the backend starts with the first model. */
  start(options: StartOptions): Promise<void>;
  ping(): Promise<void>;
  /** Where a model is found from now on; it is opened by the first request that names it. */
  takeModel(model: string, source: ModelSource): Promise<void>;
  /** Pixels under a key: a bitmap is transferred, a file is decoded here. No worker can draw an SVG, so the page does. */
  takeImage(image: string, pixels: ImageBitmap | Blob, rasterizeSvg?: RasterizeSvg): Promise<void>;
  describe(request: ModelRequest, onProgress?: Report): Promise<Reply<ModelInfo>>;
  explain(request: ImageRequest, options: ExplainOptions, onProgress?: Report): Promise<Reply<Explanation>>;
  featureMaps(request: ImageRequest, options: FeatureMapsOptions): Promise<Reply<FeatureMaps>>;
  /** Stops the request after the session run in hand; its promise rejects with `aborted`. */
  cancel(id: string): Promise<void>;
  /** Nobody holds the model or image of that key any more: all that was kept of it goes. */
  forget(key: string): Promise<void>;
  /** Since the worker started, of all requests. */
  runCounts(): Promise<RunCounts>;
  cacheUse(): Promise<CacheUse>;
}
