/** Index of the largest value; of equals the first. */
export function argmax(values: Float32Array): number {
  return values.reduce((best, value, index) => (value > values[best] ? index : best), 0);
}
