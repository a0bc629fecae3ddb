/** How alike the cells of one image are: cosines of their features, negative ones as 0. */
export interface Likeness {
  readonly width: number;
  readonly height: number;
  /** [cells, cells], symmetric. */
  readonly cosines: Float32Array;
}

/**
 * The likeness of an image's cells, one for all maps of the image.
 *
 * @param features [cells, dimensions], standardised, so that what is usual is the origin
 */
export function featureLikeness(features: Float32Array, width: number, height: number): Likeness {
  const cells = width * height;
  const dimensions = features.length / cells;
  const units = unitRows(features, dimensions);
  const cosines = new Float32Array(cells * cells);
  for (let a = 0; a < cells; a++) {
    for (let b = 0; b <= a; b++) {
      let product = 0;
      for (let i = a * dimensions, j = b * dimensions, end = i + dimensions; i < end; i++, j++)
        product += units[i] * units[j];
      cosines[a * cells + b] = cosines[b * cells + a] = Math.max(0, product);
    }
  }
  return { width, height, cosines };
}

/** Rows of length 1; those without a length, or with one that is not finite, become 0. */
function unitRows(features: Float32Array, dimensions: number): Float32Array {
  const units = new Float32Array(features.length);
  for (let start = 0; start < features.length; start += dimensions) {
    let squares = 0;
    for (let i = start; i < start + dimensions; i++) squares += features[i] ** 2;
    const length = Math.sqrt(squares);
    if (!(length > 0) || !Number.isFinite(length)) continue;
    for (let i = start; i < start + dimensions; i++) units[i] = features[i] / length;
  }
  return units;
}
