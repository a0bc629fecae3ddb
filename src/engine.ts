/** `saliency-overlay/engine`: the worker and its client, without the element. */
export { SaliencyError, isAbortError } from './errors.js';
export type { ErrorCode } from './errors.js';
export { SaliencyClient } from './worker/worker-client.js';
export type { ClientOptions, ImageProvider, RequestOptions } from './worker/worker-client.js';
export type {
  ClassMap,
  Device,
  DevicePreference,
  ExplainOptions,
  Explanation,
  InputSpec,
  LayerInfo,
  ModelCard,
  ModelInfo,
  ModelSource,
  Phase,
  Progress,
  Rectangle,
  RunCounts,
  Timings,
} from './worker/protocol.js';
