/** A dense matrix, row-major [rows, columns]. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** Change of the unit vector in one step below which the iteration has converged, well under float32's precision. */
const TOLERANCE = 1e-9;
const MOST_STEPS = 1000;

/**
 * s1 v1 of the singular value decomposition of M, without centring: the first principal component over the
 * columns. By power iteration on the smaller of M M^T and M^T M; the same for the same matrix. Where the two
 * largest singular values are nearly equal, the result lies between their components.
 *
 * The sign of a singular vector is arbitrary; here the component agrees with the sum of the rows (their inner
 * product is not negative).
 */
export function principalComponent(matrix: Matrix): Float64Array {
  const sum = columnSums(matrix);
  // The sum of the rows alone may be orthogonal to the component: opposite rows cancel.
  const direction = unit(sum);
  const longest = unit(longestRow(matrix));
  const start = direction.map((value, i) => value + longest[i] / 2);
  const component = matrix.rows <= matrix.columns ? fromRows(matrix, start) : fromColumns(matrix, start);
  return dot(component, sum) < 0 ? component.map((value) => -value) : component;
}

function fromRows(matrix: Matrix, start: Float64Array): Float64Array {
  const rows = gram(matrix);
  return times(transposed(matrix), dominantVector(rows, times(matrix, start)));
}

function fromColumns(matrix: Matrix, start: Float64Array): Float64Array {
  const vector = dominantVector(gram(transposed(matrix)), start);
  const singularValue = Math.sqrt(dot(times(matrix, vector), times(matrix, vector)));
  return vector.map((value) => value * singularValue);
}

/** The unit eigenvector of the largest eigenvalue of a symmetric matrix without negative eigenvalues. */
function dominantVector(symmetric: Matrix, start: Float64Array): Float64Array {
  let vector = unit(start);
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = unit(times(symmetric, vector));
    const change = next.reduce((total, value, i) => total + (value - vector[i]) ** 2, 0);
    vector = next;
    if (change <= TOLERANCE ** 2) break;
  }
  return vector;
}

/** M M^T. */
function gram({ rows, columns, values }: Matrix): Matrix {
  const products = new Float64Array(rows * rows);
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = a * columns, j = b * columns, end = i + columns; i < end; i++, j++)
        sum += values[i] * values[j];
      products[a * rows + b] = products[b * rows + a] = sum;
    }
  }
  return { rows, columns: rows, values: products };
}

function transposed({ rows, columns, values }: Matrix): Matrix {
  const turned = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = values[row * columns + column];
  }
  return { rows: columns, columns: rows, values: turned };
}

function times({ rows, columns, values }: Matrix, vector: Float64Array): Float64Array {
  const product = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let column = 0, i = row * columns; column < columns; column++, i++)
      sum += values[i] * vector[column];
    product[row] = sum;
  }
  return product;
}

function columnSums({ rows, columns, values }: Matrix): Float64Array {
  const sums = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) sums[column] += values[row * columns + column];
  }
  return sums;
}

function longestRow({ rows, columns, values }: Matrix): Float64Array {
  let longest = new Float64Array(columns);
  let length = 0;
  for (let row = 0; row < rows; row++) {
    const candidate = values.slice(row * columns, (row + 1) * columns);
    const candidateLength = dot(candidate, candidate);
    if (candidateLength > length) [longest, length] = [candidate, candidateLength];
  }
  return longest;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** The vector at length 1; a vector of zeros as it is. */
function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector));
  return length === 0 ? vector : vector.map((value) => value / length);
}
