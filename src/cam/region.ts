import type { Rectangle } from '../geometry/rectangle.js';

/** The mask of a list of cells, for `Selection.region`; cells outside the grid are ignored. */
export function regionFromCells(
  cells: readonly (readonly [row: number, column: number])[],
  height: number,
  width: number,
): Uint8Array {
  const region = new Uint8Array(height * width);
  for (const [row, column] of cells) {
    if (row >= 0 && row < height && column >= 0 && column < width) region[row * width + column] = 1;
  }
  return region;
}

/**
 * The mask of the cells that `rectangle` touches with at least half their width and half their height; of
 * those it touches at all where no cell is touched so much, so that a rectangle smaller than a cell still
 * selects something. Empty when it misses the map.
 *
 * @param covered where the map lies, in the unit of `rectangle` (`Explanation.mapRect`)
 */
export function regionFromRectangle(
  rectangle: Rectangle,
  covered: Rectangle,
  height: number,
  width: number,
): Uint8Array {
  const columns = selectedSpan(rectangle.x, rectangle.width, covered.x, covered.width, width);
  const rows = selectedSpan(rectangle.y, rectangle.height, covered.y, covered.height, height);
  const region = new Uint8Array(height * width);
  for (const row of rows) {
    for (const column of columns) region[row * width + column] = 1;
  }
  return region;
}

function selectedSpan(
  start: number,
  length: number,
  origin: number,
  extent: number,
  cells: number,
): number[] {
  const first = ((start - origin) / extent) * cells;
  const last = ((start + length - origin) / extent) * cells;
  const indices = Array.from({ length: cells }, (_, index) => index);
  const coverage = (index: number) => Math.min(last, index + 1) - Math.max(first, index);
  const halves = indices.filter((index) => coverage(index) >= 0.5);
  return halves.length > 0 ? halves : indices.filter((index) => coverage(index) > 0);
}
