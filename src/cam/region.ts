import { SaliencyError } from '../errors.js';
import { cellSpan, mapAxes, type MapAxis } from '../geometry/map-axis.js';
import type { Rectangle } from '../geometry/rectangle.js';

/** A cell that is covered by half stays so however the halves are computed. */
const ROUNDING = 1e-9;

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
 * selects something. Empty when it misses what the model saw.
 *
 * @param covered where the map lies, in the unit of `rectangle` (`Explanation.mapRect`)
 * @param seen what the model saw, to the edges of which the outermost cells reach (`Explanation.inputRect`)
 */
export function regionFromRectangle(
  rectangle: Rectangle,
  covered: Rectangle,
  height: number,
  width: number,
  seen: Rectangle = covered,
): Uint8Array {
  const axes = mapAxes({ width, height }, covered, seen);
  const columns = selectedCells(rectangle.x, rectangle.width, axes.x);
  const rows = selectedCells(rectangle.y, rectangle.height, axes.y);
  const region = new Uint8Array(height * width);
  for (const row of rows) {
    for (const column of columns) region[row * width + column] = 1;
  }
  return region;
}

function selectedCells(start: number, length: number, axis: MapAxis): number[] {
  const indices = Array.from({ length: axis.cells }, (_, index) => index);
  const coverage = (index: number): number => {
    const [from, to] = cellSpan(axis, index);
    return to > from ? (Math.min(start + length, to) - Math.max(start, from)) / (to - from) : 0;
  };
  const halves = indices.filter((index) => coverage(index) >= 0.5 - ROUNDING);
  return halves.length > 0 ? halves : indices.filter((index) => coverage(index) > 0);
}
