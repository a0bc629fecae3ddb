export const LARGEST_HALF = 65504;
const NAN = 0x7e00;
const BRAIN_NAN = 0x7fc0;
const INFINITE = 0x7c00;
const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);

/** IEEE 754 binary16, rounded to nearest, ties to even; what rounds beyond ±65504 is infinite. */
export function toHalf(value: number): number {
  if (Number.isNaN(value)) return NAN;
  single[0] = value;
  const [bits] = singleBits;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  const fraction = bits & 0x7fffff;
  if (exponent < -10) return sign;
  if (exponent > 30) return sign | INFINITE;
  if (exponent > 0) return sign | roundBits((exponent << 23) | fraction, 13);
  return sign | roundBits(fraction | 0x800000, 14 - exponent);
}

/** Drops the lowest bits (fewer than 32). A carry runs into the exponent, as it should. */
function roundBits(value: number, dropped: number): number {
  const half = 1 << (dropped - 1);
  const kept = value >>> dropped;
  const rest = value & ((1 << dropped) - 1);
  return rest > half || (rest === half && kept % 2 === 1) ? kept + 1 : kept;
}

function compute(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

let table: Float32Array | undefined;

/** A look-up: a large model has a hundred million of them. */
export function fromHalf(bits: number): number {
  table ??= Float32Array.from({ length: 0x10000 }, (_, index) => compute(index));
  return table[bits];
}

/** bfloat16, the upper half of a float32, rounded to nearest, ties to even. */
export function toBrainHalf(value: number): number {
  if (Number.isNaN(value)) return BRAIN_NAN;
  single[0] = value;
  const [bits] = singleBits;
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}
