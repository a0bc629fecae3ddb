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
  const channels = [0, 1, 2].map((channel) =>
    Float32Array.from({ length: pixels }, (_, i) => guide[i * 3 + channel]),
  );
  const means = channels.map(mean);
  const covariance = (a: number, b: number): Float32Array => {
    const product = mean(channels[a].map((value, i) => value * channels[b][i]));
    return product.map((value, i) => value - means[a][i] * means[b][i] + (a === b ? epsilon : 0));
  };
  const inverse = invertSymmetric(
    covariance(0, 0),
    covariance(0, 1),
    covariance(0, 2),
    covariance(1, 1),
    covariance(1, 2),
    covariance(2, 2),
  );

  return (plane) => {
    const average = mean(plane);
    const [red, green, blue] = channels.map((channel, c) => {
      const product = mean(channel.map((value, i) => value * plane[i]));
      return product.map((value, i) => value - means[c][i] * average[i]);
    });
    const slopes = channels.map((_, c) => {
      const [x, y, z] = inverse[c];
      return red.map((value, i) => x[i] * value + y[i] * green[i] + z[i] * blue[i]);
    });
    const offset = average.map(
      (value, i) =>
        value - slopes[0][i] * means[0][i] - slopes[1][i] * means[1][i] - slopes[2][i] * means[2][i],
    );
    const [a, b, c] = slopes.map(mean);
    return mean(offset).map(
      (value, i) => value + a[i] * channels[0][i] + b[i] * channels[1][i] + c[i] * channels[2][i],
    );
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
