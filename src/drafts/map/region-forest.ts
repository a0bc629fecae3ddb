import type { CamMap } from '../../cam/layer-tensors.js';

/** The cells of one object-like region of a map. */
export interface RegionCells {
  /** Index of the highest cell; the same at every threshold at which the region exists. */
  readonly peak: number;
  /** In ascending order. */
  readonly cells: readonly number[];
}

/** Fits beside the 32 bits of a float32 in the 53 bits of a number. */
const MOST_EVENTS = 2 ** 20;

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
 *
 * @param level above 0
 */
export function findRegions(map: CamMap, level: number, valley: number): RegionCells[] {
  const { data } = map;
  const forest = new PeakForest(data, valley);
  const { cells, others, heights, order } = eventsOf(map, level);
  for (const event of order) {
    if (others[event] >= 0) forest.meet(cells[event], others[event], heights[event]);
    else forest.flood(cells[event], neighboursOf(cells[event], map));
  }

  const regions = new Map<number, number[]>();
  for (let cell = 0; cell < data.length; cell++) {
    if (!forest.holds(cell)) continue;
    const peak = forest.peakOf(cell);
    const members = regions.get(peak);
    if (members) members.push(cell);
    else regions.set(peak, [cell]);
  }
  return [...regions].map(([peak, members]) => ({ peak, cells: members }));
}

/** Disjoint sets of cells, each rooted at its peak. */
class PeakForest {
  readonly #data: Float32Array;
  readonly #valley: number;
  readonly #parent: Int32Array;

  constructor(data: Float32Array, valley: number) {
    this.#data = data;
    this.#valley = valley;
    this.#parent = new Int32Array(data.length).fill(-1);
  }

  holds(cell: number): boolean {
    return this.#parent[cell] >= 0;
  }

  peakOf(cell: number): number {
    const parent = this.#parent;
    while (parent[cell] !== cell) cell = parent[cell] = parent[parent[cell]];
    return cell;
  }

  /** Adds a cell to the region of its highest neighbour, and lets its neighbours' regions meet there. */
  flood(cell: number, neighbours: readonly number[]): void {
    const known = neighbours.filter((neighbour) => this.holds(neighbour));
    const data = this.#data;
    const highest = known.reduce(
      (best, other) => (data[other] > data[best] ? other : best),
      known[0] ?? cell,
    );
    this.#parent[cell] = cell;
    this.#parent[cell] = this.peakOf(highest);
    for (const neighbour of known) this.meet(highest, neighbour, data[cell]);
  }

  /** Makes two regions one, unless they meet in a valley. */
  meet(a: number, b: number, height: number): void {
    const data = this.#data;
    const [first, second] = [this.peakOf(a), this.peakOf(b)];
    if (first === second) return;
    const firstWins = data[first] > data[second] || (data[first] === data[second] && first < second);
    const [high, low] = firstWins ? [first, second] : [second, first];
    if (height > this.#valley * data[low]) this.#parent[low] = high;
  }
}

function neighboursOf(cell: number, { width, height }: CamMap): number[] {
  const column = cell % width;
  const neighbours: number[] = [];
  if (cell >= width) neighbours.push(cell - width);
  if (column > 0) neighbours.push(cell - 1);
  if (column < width - 1) neighbours.push(cell + 1);
  if (cell < width * (height - 1)) neighbours.push(cell + width);
  return neighbours;
}

/** Cells and saddles at or above the level; `others` is -1 for a cell; `order` lists events from the highest down. */
function eventsOf({ data, width, height }: CamMap, level: number) {
  const cells: number[] = [];
  const others: number[] = [];
  const heights: number[] = [];
  const push = (cell: number, other: number, value: number): void => {
    cells.push(cell);
    others.push(other);
    heights.push(value);
  };
  const pushSaddle = (p: number, q: number, u: number, v: number): void => {
    const low = Math.min(data[p], data[q]);
    if (low < level || low <= data[u] || low <= data[v]) return;
    const value = (data[p] * data[q] - data[u] * data[v]) / (data[p] + data[q] - data[u] - data[v]);
    if (value >= level) push(p, q, value);
  };
  for (let cell = 0; cell < data.length; cell++) {
    if (data[cell] >= level) push(cell, -1, data[cell]);
  }
  for (let row = 0; row + 1 < height; row++) {
    for (let cell = row * width; cell + 1 < (row + 1) * width; cell++) {
      pushSaddle(cell, cell + width + 1, cell + 1, cell + width);
      pushSaddle(cell + 1, cell + width, cell, cell + width + 1);
    }
  }
  return { cells, others, heights, order: descending(Float32Array.from(heights)) };
}

/**
 * Indices of positive values from the highest down, equal ones in ascending order. The bits of positive floats
 * sort like the floats, so value and index fit into one number, and the engine's numeric sort does the work.
 */
function descending(values: Float32Array): number[] {
  const bits = new Uint32Array(values.buffer);
  const keys = Float64Array.from(bits, (value, i) => value * MOST_EVENTS + (MOST_EVENTS - 1 - i));
  return Array.from(keys.sort().reverse(), (key) => MOST_EVENTS - 1 - (key % MOST_EVENTS));
}
