export interface RowWindow {
  readonly rows: number;
  readonly rowHeight: number;
  readonly scrollTop: number;
  readonly height: number;
  /** A row that is there in any case; negative: none. */
  readonly active: number;
}

/** Rows beyond the edges, so that scrolling shows no gap before the next frame. */
const SPARE = 6;

/** Which rows of a long list are drawn: those in sight, some around them, and the active one. */
export function rowsInSight({ rows, rowHeight, scrollTop, height, active }: RowWindow): number[] {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - SPARE);
  const end = Math.min(rows, Math.ceil((scrollTop + height) / rowHeight) + SPARE);
  const shown = Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
  return active < 0 || active >= rows || (active >= first && active < end) ? shown : [...shown, active];
}

/** How far to scroll so that a row is seen whole. */
export function scrollToRow(
  row: number,
  { rowHeight, scrollTop, height }: Omit<RowWindow, 'rows' | 'active'>,
): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - height);
}
