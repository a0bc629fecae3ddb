/** `saliency-overlay/export`: from an ONNX file to its gradient graphs, in any JavaScript runtime. */
export { SaliencyError } from './errors.js';
export type { ErrorCode } from './errors.js';
export { bytesOf } from './onnx/byte-source.js';
export type { ByteSource } from './onnx/byte-source.js';
export { DataType } from './onnx/model.js';
export type {
  Attribute,
  Graph,
  Model,
  Node,
  Tensor,
  TensorLink,
  TensorType,
  ValueInfo,
} from './onnx/model.js';
export { parseModel } from './onnx/parse-model.js';
export { printModel } from './onnx/print-model.js';
export { prepareModel } from './onnx/prepare-model.js';
export type { PreparedModel, PrepareOptions } from './onnx/prepare-model.js';
export { defaultLayer } from './onnx/default-layer.js';
export { spatialLayers } from './onnx/spatial-layers.js';
export type { SpatialLayer } from './onnx/spatial-layers.js';
export { activationName, exportGradient, exportSingle, gradientName } from './gradient/export-gradient.js';
export type { GradientExport } from './gradient/export-gradient.js';
