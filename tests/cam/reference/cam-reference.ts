/**
 * The methods in float64 as their papers write them, one loop per sum and nothing shared with `src/cam`:
 * what the production code is compared with. Tensors are [channel][row][column].
 */
export type Tensor3 = readonly (readonly (readonly number[])[])[];
export type Matrix = number[][];

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const relu = (value: number): number => Math.max(0, value);

/** Selvaraju et al. 2017, equations 1 and 2 before the ReLU. */
export function gradCam(A: Tensor3, g: Tensor3): Matrix {
  return weighted(A, (k) => sum(g[k].flat()) / g[k].flat().length);
}

/** Chattopadhay et al. 2018, equations 5 and 19, with Y = exp(S): d2Y = exp(S) g^2, d3Y = exp(S) g^3. */
export function gradCamPlusPlus(A: Tensor3, g: Tensor3): Matrix {
  return weighted(A, (k) => {
    const sumA = sum(A[k].flat());
    return sum(
      g[k].flat().map((d) => {
        const denominator = 2 * d ** 2 + sumA * d ** 3;
        const alpha = denominator === 0 ? 0 : d ** 2 / denominator;
        return alpha * relu(d);
      }),
    );
  });
}

/** Omeiza et al. 2019 with the second derivative as alpha's numerator; `samples` are gradients of noisy inputs. */
export function smoothGradCamPlusPlus(A: Tensor3, samples: readonly Tensor3[]): Matrix {
  const mean = (k: number, i: number, j: number, power: number): number =>
    sum(samples.map((g) => g[k][i][j] ** power)) / samples.length;
  return weighted(A, (k) => {
    const sumA = sum(A[k].flat());
    let weight = 0;
    A[k].forEach((row, i) =>
      row.forEach((_, j) => {
        const denominator = 2 * mean(k, i, j, 2) + sumA * mean(k, i, j, 3);
        const alpha = denominator <= 0 ? 0 : mean(k, i, j, 2) / denominator;
        weight += alpha * relu(mean(k, i, j, 1));
      }),
    );
    return weight;
  });
}

/** Draelos and Carin 2020. */
export function hiresCam(A: Tensor3, g: Tensor3): Matrix {
  return cellwise(A, (k, i, j) => g[k][i][j] * A[k][i][j]);
}

/** Jiang et al. 2021, equations 5 and 6. */
export function layerCam(A: Tensor3, g: Tensor3): Matrix {
  return cellwise(A, (k, i, j) => relu(g[k][i][j]) * A[k][i][j]);
}

export function gradCamElementwise(A: Tensor3, g: Tensor3): Matrix {
  return cellwise(A, (k, i, j) => relu(g[k][i][j] * A[k][i][j]));
}

/** Fu et al. 2020, equation 8; a channel that is zero everywhere adds nothing, whatever its weight. */
export function xgradCam(A: Tensor3, g: Tensor3): Matrix {
  return weighted(A, (k) => {
    const sumA = sum(A[k].flat());
    if (sumA === 0) return 0;
    return sum(A[k].flatMap((row, i) => row.map((a, j) => (a / sumA) * g[k][i][j])));
  });
}

/** Zhou et al. 2016: the linear layer's weights after global average pooling, w_k = N * dS/dA. */
export function cam(A: Tensor3, g: Tensor3): Matrix {
  return weighted(A, (k) => sum(g[k].flat()));
}

/** Muhammad and Yeasin 2020, the first principal component of the [cells, channels] matrix, uncentred. */
export function eigenCam(A: Tensor3): Matrix {
  return principal(A, A);
}

export function eigenGradCam(A: Tensor3, g: Tensor3): Matrix {
  const product = A.map((plane, k) => plane.map((row, i) => row.map((a, j) => a * g[k][i][j])));
  return principal(A, product);
}

/** Desai and Ramaswamy 2020, (S - S_k) / S; a negative S must not turn the map over. */
export function ablationCam(A: Tensor3, score: number, without: readonly number[]): Matrix {
  return weighted(A, (k) => (score - without[k]) / (Math.abs(score) || 1));
}

/** Wang et al. 2020, algorithm 1: softmax of the masked images' scores. */
export function scoreCam(A: Tensor3, masked: readonly number[]): Matrix {
  const highest = Math.max(...masked);
  const all = sum(masked.map((score) => Math.exp(score - highest)));
  return weighted(A, (k) => Math.exp(masked[k] - highest) / all);
}

/** Simonyan et al. 2013; with several samples Smilkov et al. 2017. */
export function gradient(samples: readonly Tensor3[]): Matrix {
  const [first] = samples;
  const mean = (k: number, i: number, j: number): number =>
    sum(samples.map((g) => g[k][i][j])) / samples.length;
  return first[0].map((row, i) =>
    row.map((_, j) => Math.max(...first.map((_plane, k) => Math.abs(mean(k, i, j))))),
  );
}

/** Shrikumar et al. 2016. */
export const gradientXInput = hiresCam;

function weighted(A: Tensor3, weight: (k: number) => number): Matrix {
  const weights = A.map((_, k) => weight(k));
  return cellwise(A, (k, i, j) => weights[k] * A[k][i][j]);
}

function cellwise(A: Tensor3, term: (k: number, i: number, j: number) => number): Matrix {
  return A[0].map((row, i) => row.map((_, j) => sum(A.map((_plane, k) => term(k, i, j)))));
}

/** u1 s1 of the cells x channels matrix from the eigenvectors of its cells x cells Gram matrix, by Jacobi rotations. */
function principal(A: Tensor3, P: Tensor3): Matrix {
  const columns = P.map((plane) => plane.flat());
  const cells = columns[0].length;
  const gram = Array.from({ length: cells }, (_, i) =>
    Array.from({ length: cells }, (_, j) => sum(columns.map((column) => column[i] * column[j]))),
  );
  const { values, vectors } = jacobi(gram);
  const first = values.indexOf(Math.max(...values));
  const direction = vectors.map((row) => row[first]);
  const total = Array.from({ length: cells }, (_, i) => sum(columns.map((column) => column[i])));
  const sign = sum(direction.map((d, i) => d * total[i])) < 0 ? -1 : 1;
  const scale = sign * Math.sqrt(values[first]);
  const width = A[0][0].length;
  return A[0].map((row, i) => row.map((_, j) => scale * direction[i * width + j]));
}

/** Eigenvalues and eigenvectors (columns) of a symmetric matrix by cyclic Jacobi rotations. */
function jacobi(input: Matrix): { values: number[]; vectors: Matrix } {
  const a = input.map((row) => [...row]);
  const n = a.length;
  const v: Matrix = a.map((_, i) => a.map((__, j) => (i === j ? 1 : 0)));
  const scale = sum(a.map((row, i) => Math.abs(row[i])));
  const rest = (): number =>
    Math.max(0, ...a.map((row, i) => Math.max(...row.map((x, j) => (i === j ? 0 : Math.abs(x))))));
  for (let sweep = 0; sweep < 60 && rest() > 1e-18 * scale; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) rotate(p, q);
    }
  }
  return { values: a.map((row, i) => row[i]), vectors: v };

  function rotate(p: number, q: number): void {
    if (a[p][q] === 0) return;
    const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
    const c = 1 / Math.hypot(t, 1);
    const s = t * c;
    for (let i = 0; i < n; i++) [a[i][p], a[i][q]] = [c * a[i][p] - s * a[i][q], s * a[i][p] + c * a[i][q]];
    for (let i = 0; i < n; i++) [a[p][i], a[q][i]] = [c * a[p][i] - s * a[q][i], s * a[p][i] + c * a[q][i]];
    for (let i = 0; i < n; i++) [v[i][p], v[i][q]] = [c * v[i][p] - s * v[i][q], s * v[i][p] + c * v[i][q]];
  }
}
