/** `saliency-overlay/export`: from an ONNX file to its gradient graphs, in any JavaScript runtime. */
export { SaliencyError } from './errors.js';
export type { ErrorCode } from './errors.js';
export { bytesOf } from './onnx/codec/byte-source.js';
export type { ByteSource } from './onnx/codec/byte-source.js';
export { DataType } from './onnx/graph/model.js';
export type {
  Attribute,
  Graph,
  Model,
  Node,
  Tensor,
  TensorLink,
  TensorType,
  ValueInfo,
} from './onnx/graph/model.js';
export { parseModel } from './onnx/codec/parse-model.js';
export { printModel } from './onnx/codec/print-model.js';
export { prepareModel } from './onnx/prepare/prepare-model.js';
export type { PreparedModel, PrepareOptions } from './onnx/prepare/prepare-model.js';
export { defaultLayer } from './onnx/layers/default-layer.js';
export { placedLayers } from './onnx/layers/placed-layers.js';
export type { PlacedLayer } from './onnx/layers/placed-layers.js';
export { spatialLayers } from './onnx/layers/spatial-layers.js';
export type { SpatialLayer } from './onnx/layers/spatial-layers.js';
export {
  activationName,
  exportGradient,
  exportSingle,
  gradientName,
} from './gradient/export/export-gradient.js';
export type { GradientExport } from './gradient/export/export-gradient.js';
export { findScores } from './gradient/export/find-scores.js';
export type { Scores } from './gradient/export/find-scores.js';
