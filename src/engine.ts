/** `saliency-overlay/engine`: the worker and its client, without the element. */
export { SaliencyError, isAbortError } from './errors.js';
export type { ErrorCode } from './errors.js';
export { deleteModel, listModels, storageUse } from './worker/store/kept-models.js';
export type { KeptModel, StorageUse } from './worker/store/kept-models.js';
export { persistStorage } from './worker/store/persist-storage.js';
export { SaliencyClient } from './worker/worker-client.js';
export type { ClientOptions, ImageProvider, RequestOptions } from './worker/worker-client.js';
export type {
  CardChoice,
  CardQuestion,
  ClassMap,
  Device,
  DevicePreference,
  ExplainOptions,
  Explanation,
  GivenCard,
  GivenModel,
  FeatureMap,
  FeatureMaps,
  FeatureMapsOptions,
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
