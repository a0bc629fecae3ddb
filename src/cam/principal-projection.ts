/** Rows of equal length; `row(i)` may be called often and in any order. */
export interface RowMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Row-major [rows, columns]. */
  readonly values: Float64Array;
}

/** Relative change of the vector below which the iteration has converged. */
const TOLERANCE = 1e-12;
const MOST_STEPS = 1000;

/**
 * M^T u times its length for the first left singular vector u of M, that is the first principal component of
 * the columns, s1 v1, without centring. By power iteration on M M^T; the same for the same matrix.
 *
 * The sign of a singular vector is arbitrary; here the component agrees with the sum of the rows (their inner
 * product is not negative). It starts from that sum, and from the longest row where the sum is orthogonal to
 * the component or zero.
 */
export function principalComponent(matrix: RowMatrix): Float64Array {
  const direction = columnSums(matrix);
  const [fromSum, fromRow] = [direction, longestRow(matrix)].map((start) => iterate(matrix, start));
  const best = norm(fromRow) > norm(fromSum) * (1 + 1e-9) ? fromRow : fromSum;
  const agreement = best.reduce((sum, value, i) => sum + value * direction[i], 0);
  return agreement < 0 ? best.map((value) => -value) : best;
}

/** The fixed point of x -> M^T M x / |M x|, whose length is the singular value. */
function iterate(matrix: RowMatrix, start: Float64Array): Float64Array {
  let component = normalised(start);
  for (let step = 0; step < MOST_STEPS; step++) {
    const image = transposedTimes(matrix, times(matrix, component));
    const next = normalised(image);
    const change = next.reduce((sum, value, i) => sum + (value - component[i]) ** 2, 0);
    component = next;
    if (change <= TOLERANCE ** 2) break;
  }
  const singularValue = norm(times(matrix, component));
  return component.map((value) => value * singularValue);
}

function times({ rows, columns, values }: RowMatrix, vector: Float64Array): Float64Array {
  const product = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let column = 0, i = row * columns; column < columns; column++, i++)
      sum += values[i] * vector[column];
    product[row] = sum;
  }
  return product;
}

function transposedTimes({ rows, columns, values }: RowMatrix, vector: Float64Array): Float64Array {
  const product = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    const factor = vector[row];
    for (let column = 0, i = row * columns; column < columns; column++, i++)
      product[column] += factor * values[i];
  }
  return product;
}

function columnSums(matrix: RowMatrix): Float64Array {
  return transposedTimes(matrix, new Float64Array(matrix.rows).fill(1));
}

function longestRow({ rows, columns, values }: RowMatrix): Float64Array {
  let longest = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    const candidate = values.subarray(row * columns, (row + 1) * columns);
    if (norm(candidate) > norm(longest)) longest = candidate.slice();
  }
  return longest;
}

function norm(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}

function normalised(vector: Float64Array): Float64Array {
  const length = norm(vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
