import { SaliencyError } from '../errors.js';
import type { Rectangle } from '../geometry/rectangle.js';

/**
 * The mask of a list of cells, for `Selection.region`. No cells: nothing contributes.
 *
 * @throws SaliencyError `bad-option` for what is not a cell of the grid
 */
export function regionFromCells(
  cells: readonly (readonly [row: number, column: number])[],
  height: number,
  width: number,
): Uint8Array {
  const region = new Uint8Array(height * width);
  for (const cell of cells) {
    checkCell(cell, height, width);
    const [row, column] = cell;
    region[row * width + column] = 1;
  }
  return region;
}

function checkCell(cell: readonly [row: number, column: number], height: number, width: number): void {
  const isIn = (index: number, size: number): boolean =>
    Number.isInteger(index) && index >= 0 && index < size;
  if (Array.isArray(cell) && cell.length === 2 && isIn(cell[0], height) && isIn(cell[1], width)) return;
  throw new SaliencyError(
    'bad-option',
    `The layer's grid is ${height} x ${width} cells, and [${String(cell)}] is not one of them; ` +
      `give [row, column], counted from 0.`,
  );
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
