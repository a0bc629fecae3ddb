import type { CamMap } from '../../cam/layer-tensors.js';
import { reachTowards, type BoxEdge } from './region-reach.js';

/** Edges of a region in cells of its map: 0 is the left or top edge of the map, `width` its right edge. */
export interface CellBounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The bounding box of a region. With `iso` it is that of {surface >= level} exactly, at any zoom: in a patch
 * between four centres the surface is linear in y for a fixed x, so its leftmost and rightmost points at the
 * level lie on lines through centres, where a crossing is one division. Beyond the outermost centres the
 * surface is constant, so a region that reaches them reaches the edge of the map.
 */
export function boundsOfRegion(
  map: CamMap,
  cells: readonly number[],
  level: number,
  edge: BoxEdge,
): CellBounds {
  const { width, height } = map;
  const inside = new Set(cells);
  const reach = (cell: number, neighbour: number, atBorder: boolean): number => {
    if (atBorder) return 0.5;
    return inside.has(neighbour) ? 0 : reachTowards(map, cell, neighbour, level, edge);
  };

  let [left, top, right, bottom] = [width, height, 0, 0];
  for (const cell of cells) {
    const column = cell % width;
    const row = (cell - column) / width;
    left = Math.min(left, column + 0.5 - reach(cell, cell - 1, column === 0));
    right = Math.max(right, column + 0.5 + reach(cell, cell + 1, column === width - 1));
    top = Math.min(top, row + 0.5 - reach(cell, cell - width, row === 0));
    bottom = Math.max(bottom, row + 0.5 + reach(cell, cell + width, row === height - 1));
  }
  return { left, top, right, bottom };
}
