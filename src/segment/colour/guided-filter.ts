import { boxMean } from './box-mean.js';

/** A filter for pictures of one size along the edges of one guide. */
export type GuidedFilter = (plane: Float32Array) => Float32Array;

/**
 * The guided filter with a colour guide (He, Sun and Tang, "Guided Image Filtering", ECCV 2010, eqs. 14 to 16): in
 * every window the output is a linear function of the guide's colours, so its edges are the guide's.
 *
 * @param guide three channels interleaved, in [0, 1]
 * @param radius of the window, in pixels
 * @param epsilon variance of the guide below which the filter only averages
 */
export function guidedFilter(
  guide: Float32Array,
  width: number,
  height: number,
  radius: number,
  epsilon: number,
): GuidedFilter {
  const pixels = width * height;
  const mean = (plane: Float32Array): Float32Array => boxMean(plane, width, height, radius);
  const channels = [0, 1, 2].map((channel) => {
    const plane = new Float32Array(pixels);
    for (let i = 0; i < pixels; i++) plane[i] = guide[i * 3 + channel];
    return plane;
  });
  const means = channels.map(mean);
  /** Mean of the product less the product of the means. */
  const covariance = (a: number, plane: Float32Array, average: Float32Array): Float32Array => {
    const product = new Float32Array(pixels);
    for (let i = 0; i < pixels; i++) product[i] = channels[a][i] * plane[i];
    const result = mean(product);
    for (let i = 0; i < pixels; i++) result[i] -= means[a][i] * average[i];
    return result;
  };
  const ofChannels = (a: number, b: number): Float32Array => {
    const result = covariance(a, channels[b], means[b]);
    if (a === b) for (let i = 0; i < pixels; i++) result[i] += epsilon;
    return result;
  };
  const inverse = invertSymmetric(
    ofChannels(0, 0),
    ofChannels(0, 1),
    ofChannels(0, 2),
    ofChannels(1, 1),
    ofChannels(1, 2),
    ofChannels(2, 2),
  );

  return (plane) => {
    const offset = mean(plane);
    const [red, green, blue] = [0, 1, 2].map((channel) => covariance(channel, plane, offset));
    const slopes = inverse.map(([x, y, z]) => {
      const slope = new Float32Array(pixels);
      for (let i = 0; i < pixels; i++) slope[i] = x[i] * red[i] + y[i] * green[i] + z[i] * blue[i];
      return slope;
    });
    for (let c = 0; c < 3; c++) for (let i = 0; i < pixels; i++) offset[i] -= slopes[c][i] * means[c][i];
    const result = mean(offset);
    slopes.map(mean).forEach((slope, c) => {
      for (let i = 0; i < pixels; i++) result[i] += slope[i] * channels[c][i];
    });
    return result;
  };
}

type Row = readonly [Float32Array, Float32Array, Float32Array];

/** Of a symmetric 3 x 3 matrix at every pixel, by its cofactors. */
function invertSymmetric(
  a: Float32Array,
  b: Float32Array,
  c: Float32Array,
  d: Float32Array,
  e: Float32Array,
  f: Float32Array,
): readonly [Row, Row, Row] {
  const [A, B, C, D, E, F] = Array.from({ length: 6 }, () => new Float32Array(a.length));
  for (let i = 0; i < a.length; i++) {
    const aa = d[i] * f[i] - e[i] * e[i];
    const bb = c[i] * e[i] - b[i] * f[i];
    const cc = b[i] * e[i] - c[i] * d[i];
    const scale = 1 / (a[i] * aa + b[i] * bb + c[i] * cc);
    A[i] = aa * scale;
    B[i] = bb * scale;
    C[i] = cc * scale;
    D[i] = (a[i] * f[i] - c[i] * c[i]) * scale;
    E[i] = (b[i] * c[i] - a[i] * e[i]) * scale;
    F[i] = (a[i] * d[i] - b[i] * b[i]) * scale;
  }
  return [
    [A, B, C],
    [B, D, E],
    [C, E, F],
  ];
}
