/**
 * Features with mean 0 and variance 1 over the image's own cells, so that none counts for its unit, and what all cells
 * have in common for nothing. A feature that is the same everywhere, or anywhere not finite, becomes 0.
 *
 * @param features [cells, dimensions]
 */
export function standardiseFeatures(features: Float32Array, dimensions: number): Float32Array {
  const cells = features.length / dimensions;
  const standardised = new Float32Array(features.length);
  for (let dimension = 0; dimension < dimensions; dimension++) {
    let sum = 0;
    for (let i = dimension; i < features.length; i += dimensions) sum += features[i];
    const mean = sum / cells;
    let squares = 0;
    for (let i = dimension; i < features.length; i += dimensions) squares += (features[i] - mean) ** 2;
    const deviation = Math.sqrt(squares / cells);
    if (!(deviation > 1e-6 * Math.abs(mean)) || !Number.isFinite(deviation)) continue;
    for (let i = dimension; i < features.length; i += dimensions)
      standardised[i] = (features[i] - mean) / deviation;
  }
  return standardised;
}
