import { DataType } from '../graph/model.js';
import { SaliencyError } from '../../errors.js';

/** Numbers as the little-endian bytes of a tensor of the given type. */
export function encodeConstant(dataType: number, values: ArrayLike<number>): Uint8Array {
  const typed = toTypedArray(dataType, values);
  return new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength);
}

function toTypedArray(dataType: number, values: ArrayLike<number>): ArrayBufferView {
  switch (dataType) {
    case DataType.FLOAT:
      return Float32Array.from(values);
    case DataType.DOUBLE:
      return Float64Array.from(values);
    case DataType.FLOAT16:
      return Uint16Array.from(values, toHalf);
    case DataType.INT64:
      return BigInt64Array.from(Array.from(values, BigInt));
    case DataType.INT32:
      return Int32Array.from(values);
    case DataType.BOOL:
      return Uint8Array.from(values);
    default:
      throw new SaliencyError(
        'model-unsupported',
        `Constants of ONNX data type ${dataType} are not supported.`,
      );
  }
}

const scratch = new DataView(new ArrayBuffer(4));

/** IEEE 754 binary16 bits, rounded to nearest even; values outside its range become infinite. */
export function toHalf(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  if (Number.isNaN(value)) return sign | 0x7e00;
  const magnitude = Math.abs(value);
  if (magnitude >= 65520) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | roundToEven(magnitude * 2 ** 24);
  const exponent = ((bits >>> 23) & 0xff) - 127;
  return sign | (((exponent + 15) << 10) + roundToEven((magnitude / 2 ** exponent - 1) * 1024));
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
