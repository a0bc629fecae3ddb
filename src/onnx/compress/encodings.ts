import { fromHalf, LARGEST_HALF, toHalf } from '../graph/half.js';

/**
 * How a run of float32 values is written. A run is cut into units of equally many values, each of which is written
 * on its own; all numbers are little-endian.
 */
export interface Encoding {
  /** First byte of a segment. */
  readonly code: number;
  /** Bytes of one unit of `values` values. */
  readonly unitBytes: (values: number) => number;
  readonly encode: (values: Float32Array, unit: number, out: DataView) => void;
  readonly decode: (bytes: DataView, unit: number, out: Float32Array) => void;
}

/** From the largest magnitude: -127 to 127. A unit of zeros has scale 0. */
const int8: Encoding = {
  code: 2,
  unitBytes: (values) => 4 + values,
  encode(values, unit, out) {
    for (let from = 0, at = 0; from < values.length; from += unit) {
      const scale = Math.fround(largest(values, from, unit) / 127);
      out.setFloat32(at, scale, true);
      at += 4;
      for (let i = from; i < from + unit; i++) out.setInt8(at++, quantise(values[i], scale, -127, 127));
    }
  },
  decode(bytes, unit, out) {
    for (let from = 0, at = 0; from < out.length; from += unit) {
      const scale = bytes.getFloat32(at, true);
      at += 4;
      for (let i = from; i < from + unit; i++) out[i] = scale * bytes.getInt8(at++);
    }
  },
};

/**
 * From the value of the largest magnitude, with its sign: it becomes -8, so that all 16 steps are used. The scale is
 * binary16; of each byte the low four bits come first.
 */
const int4: Encoding = {
  code: 3,
  unitBytes: (values) => 2 + Math.ceil(values / 2),
  encode(values, unit, out) {
    for (let from = 0, at = 0; from < values.length; from += unit) {
      const half = finiteHalf(outermost(values, from, unit) / -8);
      const scale = fromHalf(half);
      out.setUint16(at, half, true);
      at += 2;
      for (let i = from; i < from + unit; i += 2) {
        const low = quantise(values[i], scale, -8, 7);
        const high = i + 1 < from + unit ? quantise(values[i + 1], scale, -8, 7) : 0;
        out.setUint8(at++, (low & 15) | ((high & 15) << 4));
      }
    }
  },
  decode(bytes, unit, out) {
    for (let from = 0, at = 0; from < out.length; from += unit) {
      const scale = fromHalf(bytes.getUint16(at, true));
      at += 2;
      for (let i = from; i < from + unit; i += 2) {
        const byte = bytes.getUint8(at++);
        out[i] = scale * ((byte << 28) >> 28);
        if (i + 1 < from + unit) out[i + 1] = scale * ((byte << 24) >> 28);
      }
    }
  },
};

const fp16: Encoding = {
  code: 1,
  unitBytes: (values) => 2 * values,
  encode(values, _unit, out) {
    for (let i = 0; i < values.length; i++) out.setUint16(2 * i, finiteHalf(values[i]), true);
  },
  decode(bytes, _unit, out) {
    for (let i = 0; i < out.length; i++) out[i] = fromHalf(bytes.getUint16(2 * i, true));
  },
};

export const ENCODINGS = { fp16, int8, int4 } as const;
export type EncodingName = keyof typeof ENCODINGS;

export const ENCODING_BY_CODE: ReadonlyMap<number, Encoding> = new Map(
  Object.values(ENCODINGS).map((encoding) => [encoding.code, encoding]),
);

/** Values beyond the largest become that, not infinity. */
function finiteHalf(value: number): number {
  return toHalf(Math.max(-LARGEST_HALF, Math.min(LARGEST_HALF, value)));
}

function quantise(value: number, scale: number, min: number, max: number): number {
  if (scale === 0) return 0;
  return Math.max(min, Math.min(max, Math.round(value / scale)));
}

function largest(values: Float32Array, from: number, count: number): number {
  return Math.abs(outermost(values, from, count));
}

function outermost(values: Float32Array, from: number, count: number): number {
  let found = 0;
  for (let i = from; i < from + count; i++) if (Math.abs(values[i]) > Math.abs(found)) found = values[i];
  return found;
}
