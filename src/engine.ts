/** `saliency-overlay/engine`: the worker and its client, without the element. */
export { SaliencyError, isAbortError } from './errors.js';
export type { ErrorCode } from './errors.js';
export { deleteModel, listModels, storageUse } from './worker/storage/kept-models.js';
export type { KeptModel, StorageUse } from './worker/storage/kept-models.js';
export { persistStorage } from './worker/storage/persist-storage.js';
export { SaliencyClient } from './worker/client/saliency-client.js';
export type {
  ClientOptions,
  FeatureMapsQuestion,
  Question,
  RequestOptions,
  Subject,
} from './worker/client/saliency-client.js';
export type { ImageHandle, ModelHandle } from './worker/client/held.js';
export type { GivenImage, ImageSource } from './worker/client/image-content.js';
export type { AxisPlacement, GridPlacement } from './geometry/grid-placement.js';
export type { Rectangle } from './geometry/rectangle.js';
export type { CardChoice, CardQuestion, GivenCard, InputSpec, ModelCard } from './models/model-card.js';
export type { GivenModel } from './worker/client/given-model.js';
export type { ModelSource } from './models/model-source.js';
export type { ClassMap, ExplainOptions, Explanation, Timings } from './worker/explanation.js';
export type { FeatureMap, FeatureMaps, FeatureMapsOptions } from './worker/feature-maps.js';
export type { Device, DevicePreference, LayerInfo, ModelInfo } from './worker/model-info.js';
export type { Phase, Progress } from './worker/progress.js';
export type { CacheUse, RunCounts, Urgency } from './worker/protocol.js';
