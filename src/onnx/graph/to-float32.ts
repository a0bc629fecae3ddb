import { fromHalf } from './half.js';
import { DataType } from './model.js';

type Read = (bytes: Uint8Array<ArrayBuffer>) => Float32Array<ArrayBuffer>;

const halves = ({ buffer }: Uint8Array<ArrayBuffer>): Uint16Array => new Uint16Array(buffer);

const READERS: Readonly<Record<number, Read>> = {
  [DataType.FLOAT16]: (bytes) => Float32Array.from(halves(bytes), fromHalf),
  // The upper half of a float32
  [DataType.BFLOAT16]: (bytes) =>
    new Float32Array(Uint32Array.from(halves(bytes), (bits) => bits << 16).buffer),
  [DataType.DOUBLE]: ({ buffer }) => new Float32Array(new Float64Array(buffer)),
};

/** Bytes of a tensor of another floating-point type as float32; what is beyond its range becomes infinite. */
export function toFloat32(dataType: number, bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const read = READERS[dataType];
  // A copy, since views of wider numbers need an aligned start
  return read ? read(bytes.slice()) : new Float32Array(bytes.slice().buffer);
}
