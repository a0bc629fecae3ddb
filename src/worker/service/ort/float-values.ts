import type { Tensor } from 'onnxruntime-web';
import { SaliencyError } from '../../../errors.js';

/** IEEE 754 binary16. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * A tensor's values as float32.
 *
 * @throws SaliencyError `model-unsupported` for types other than float32, float16 and float64
 */
export function floatValues(data: Tensor.DataType, type: Tensor.Type): Float32Array {
  if (data instanceof Float32Array) return data;
  if (data instanceof Float64Array) return Float32Array.from(data);
  if (type === 'float16' && data instanceof Uint16Array) return Float32Array.from(data, halfToNumber);
  if (type === 'float16') return Float32Array.from(data as ArrayLike<number>);
  throw new SaliencyError(
    'model-unsupported',
    `The layer holds ${type} values, and a heatmap needs floating-point ones. Choose another layer.`,
  );
}
