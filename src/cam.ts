/** `saliency-overlay/cam`: heatmaps from activations and gradients, as pure functions. */
export { CAM_METHODS, camMethod, isCamMethodName } from './cam/cam-methods.js';
export type { CamMethodName } from './cam/cam-methods.js';
export type { CamMethod } from './cam/cam-method.js';
export { explainMap } from './cam/explain-map.js';
export type { ExplainedMap } from './cam/explain-map.js';
export type { CamMap, ChannelScores, LayerTensors } from './cam/layer-tensors.js';
export type { Selection } from './cam/selection.js';
export { chooseChannels } from './cam/channel-choice.js';
export type { ChannelChoice } from './cam/channel-choice.js';
export { rankChannels } from './cam/channel-ranking.js';
export { channelMerit, standardChannels } from './cam/method-channels.js';
export { regionFromCells, regionFromRectangle } from './cam/region.js';
export { FUSIONS, fuseMaps, fusePlacedMaps } from './cam/fuse-maps.js';
export type { FusionName, PlacedMap } from './cam/fuse-maps.js';
export { resampleMap } from './cam/resample-map.js';
export { resizeBilinear } from './cam/resize-bilinear.js';
export { boxesFromMap } from './drafts/map/boxes-from-map.js';
export type { DraftBox } from './drafts/draft-box.js';
