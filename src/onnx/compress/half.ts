const LARGEST = 65504;
const view = new DataView(new ArrayBuffer(4));

/** IEEE 754 binary16, rounded to nearest, ties to even. Values beyond ±65504 become that, not infinity. */
export function toHalf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  view.setFloat32(0, Math.max(-LARGEST, Math.min(LARGEST, value)));
  const bits = view.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  const fraction = bits & 0x7fffff;
  if (exponent < -10) return sign;
  if (exponent > 0) return sign | roundBits((exponent << 23) | fraction, 13);
  return sign | roundBits(fraction | 0x800000, 14 - exponent);
}

/** Drops the lowest bits. A carry runs into the exponent, as it should. */
function roundBits(value: number, dropped: number): number {
  const half = 2 ** (dropped - 1);
  const kept = Math.floor(value / 2 ** dropped);
  const rest = value - kept * 2 ** dropped;
  return rest > half || (rest === half && kept % 2 === 1) ? kept + 1 : kept;
}

export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
