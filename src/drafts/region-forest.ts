import type { CamMap } from '../cam/layer-tensors.js';

/** The cells of one object-like region of a map. */
export interface RegionCells {
  /** Index of the highest cell; the same at every threshold at which the region exists. */
  readonly peak: number;
  readonly cells: readonly number[];
}

interface Event {
  readonly value: number;
  readonly cell: number;
  /** A saddle joins two diagonal cells; a cell event has none. */
  readonly other: number;
}

/**
 * Splits {map >= level} into regions: the connected components of the bilinear surface through the cell
 * centres, cut along clear valleys.
 *
 * The surface over four centres peaks at a corner, so every component holds a cell. Neighbours in a row or
 * column are joined when both reach the level. Diagonal neighbours p, q whose common neighbours u, v are lower
 * are joined when the saddle between them, (pq - uv) / (p + q - u - v), reaches it (the asymptotic decider of
 * Nielson and Hamann, 1991). Cells are visited from the highest down, as in a watershed; where two regions
 * meet at height s, they become one unless s <= valley * (the lower peak): annotators want one box per object,
 * and a deep valley is the only hint of two. `valley` 0 never cuts.
 */
export function findRegions(map: CamMap, level: number, valley: number): RegionCells[] {
  const { data, width } = map;
  const parent = new Int32Array(data.length).fill(-1);
  const find = (cell: number): number => {
    while (parent[cell] !== cell) cell = parent[cell] = parent[parent[cell]];
    return cell;
  };
  // The root of a region is its peak: the higher one wins a union.
  const meet = (a: number, b: number, height: number): void => {
    const [high, low] = byHeight(data, find(a), find(b));
    if (high !== low && height > valley * data[low]) parent[low] = high;
  };

  for (const { value, cell, other } of descendingEvents(map, level)) {
    if (other >= 0) {
      meet(cell, other, value);
      continue;
    }
    const neighbours = neighboursOf(cell, map).filter((neighbour) => parent[neighbour] >= 0);
    parent[cell] = cell;
    if (neighbours.length === 0) continue;
    neighbours.sort((a, b) => data[b] - data[a] || a - b);
    parent[cell] = find(neighbours[0]);
    for (const neighbour of neighbours) meet(cell, neighbour, value);
  }

  const regions = new Map<number, number[]>();
  for (let cell = 0; cell < data.length; cell++) {
    if (parent[cell] < 0) continue;
    const peak = find(cell);
    const cells = regions.get(peak);
    if (cells) cells.push(cell);
    else regions.set(peak, [cell]);
  }
  return [...regions].map(([peak, cells]) => ({ peak, cells }));

  function neighboursOf(cell: number, { height }: CamMap): number[] {
    const column = cell % width;
    const found: number[] = [];
    if (column > 0) found.push(cell - 1);
    if (column < width - 1) found.push(cell + 1);
    if (cell >= width) found.push(cell - width);
    if (cell < width * (height - 1)) found.push(cell + width);
    return found;
  }
}

function byHeight(data: Float32Array, a: number, b: number): [high: number, low: number] {
  return data[a] > data[b] || (data[a] === data[b] && a <= b) ? [a, b] : [b, a];
}

function descendingEvents({ data, width, height }: CamMap, level: number): Event[] {
  const events: Event[] = [];
  for (let cell = 0; cell < data.length; cell++) {
    if (data[cell] >= level) events.push({ value: data[cell], cell, other: -1 });
  }
  for (let row = 0; row + 1 < height; row++) {
    for (let column = 0; column + 1 < width; column++) {
      const cell = row * width + column;
      addSaddle(cell, cell + width + 1, cell + 1, cell + width);
      addSaddle(cell + 1, cell + width, cell, cell + width + 1);
    }
  }
  return events.sort((a, b) => b.value - a.value || a.other - b.other || a.cell - b.cell);

  function addSaddle(p: number, q: number, u: number, v: number): void {
    const low = Math.min(data[p], data[q]);
    if (low < level || low <= data[u] || low <= data[v]) return;
    const value = (data[p] * data[q] - data[u] * data[v]) / (data[p] + data[q] - data[u] - data[v]);
    if (value >= level) events.push({ value, cell: p, other: q });
  }
}
