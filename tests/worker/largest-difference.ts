/** Of two maps, as a fraction of the first one's largest value. */
export function largestDifference(a: Float32Array, b: Float32Array): number {
  const scale = a.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return a.reduce((max, value, i) => Math.max(max, Math.abs(value - b[i])), 0) / scale;
}
