type Unfilter = (row: Uint8Array, above: Uint8Array, step: number) => void;

/** What each row was subtracted from, by the byte before it (PNG specification, 9.2); `step` bytes are a pixel. */
const FILTERS: readonly Unfilter[] = [
  () => {},

  function left(row, _, step) {
    for (let i = step; i < row.length; i++) row[i] += row[i - step];
  },

  function up(row, above) {
    for (let i = 0; i < row.length; i++) row[i] += above[i];
  },

  function average(row, above, step) {
    for (let i = 0; i < step && i < row.length; i++) row[i] += above[i] >> 1;
    for (let i = step; i < row.length; i++) row[i] += (row[i - step] + above[i]) >> 1;
  },

  function paeth(row, above, step) {
    for (let i = 0; i < step && i < row.length; i++) row[i] += above[i];
    for (let i = step; i < row.length; i++) {
      const a = row[i - step];
      const b = above[i];
      const c = above[i - step];
      const toA = Math.abs(b - c);
      const toB = Math.abs(a - c);
      const toC = Math.abs(a + b - 2 * c);
      row[i] += toA <= toB && toA <= toC ? a : toB <= toC ? b : c;
    }
  },
];

/** Undoes a row's filter in place; false for one that there is not. */
export function unfilter(filter: number, row: Uint8Array, above: Uint8Array, step: number): boolean {
  const undo = FILTERS[filter];
  undo?.(row, above, step);
  return undo !== undefined;
}
