/** Two digits; `-` for NaN. */
export const share = (value: number): string => (Number.isNaN(value) ? '-' : value.toFixed(2));

/** Columns padded as Prettier has them; all but the first to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const widths = head.map((title, i) => Math.max(title.length, 3, ...rows.map((row) => row[i].length)));
  const rule = head.map((_, i) => (i < 1 ? '-'.repeat(widths[i]) : `${'-'.repeat(widths[i] - 1)}:`));
  const padded = (row: readonly string[]): string[] =>
    row.map((cell, i) => (i < 1 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])));
  return [line(padded(head)), line(rule), ...rows.map((row) => line(padded(row)))].join('\n');
}
