import type { Tensor } from 'onnxruntime-web';
import { SaliencyError } from '../../../errors.js';
import { fromHalf } from '../../../onnx/graph/half.js';

/**
 * A tensor's values as float32.
 *
 * @throws SaliencyError `model-unsupported` for types other than float32, float16 and float64
 */
export function floatValues(data: Tensor.DataType, type: Tensor.Type): Float32Array {
  if (data instanceof Float32Array) return data;
  if (data instanceof Float64Array) return Float32Array.from(data);
  if (type === 'float16' && data instanceof Uint16Array) return Float32Array.from(data, fromHalf);
  if (type === 'float16') return Float32Array.from(data as ArrayLike<number>);
  throw new SaliencyError(
    'model-unsupported',
    `The layer holds ${type} values, and a heatmap needs floating-point ones. Choose another layer.`,
  );
}
