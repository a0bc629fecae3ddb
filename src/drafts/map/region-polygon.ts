import type { CamMap } from '../../cam/layer-tensors.js';
import { polygonArea, type Point } from './polygon.js';
import { reachTowards, type BoxEdge } from './region-reach.js';
import { simplifyRing } from '../../geometry/simplify-ring.js';

/** A node of the lattice that squares are marched over. */
interface LatticeNode {
  readonly x: number;
  readonly y: number;
  /** The cell whose value the node has. */
  readonly cell: number;
  readonly inside: boolean;
}

/** From one crossing to the next along the contour, region on one side. */
interface Step {
  readonly next: number;
  readonly points: readonly Point[];
}

/** In cells: less than a pixel of a photograph for the usual maps. */
const TOLERANCE = 0.03;

/**
 * The outer outline of a region in cells of its map, by marching squares (Lorensen and Cline, 1987, in two
 * dimensions) with the asymptotic decider at saddles. Its bounding box is that of `boundsOfRegion`. Holes are
 * left out: formats differ in them, and people who draw polygons rarely want them.
 */
export function polygonOfRegion(
  map: CamMap,
  cells: readonly number[],
  level: number,
  edge: BoxEdge,
): Point[] {
  const rings = joinSteps(contourSteps(map, new Set(cells), level, edge));
  const [outer] = rings.sort((a, b) => polygonArea(b) - polygonArea(a));
  return simplifyRing(outer, TOLERANCE);
}

function contourSteps(
  map: CamMap,
  region: ReadonlySet<number>,
  level: number,
  edge: BoxEdge,
): Map<number, Step> {
  const columns = map.width + 4;
  const nodeAt = latticeOf(map, region);
  const rowSpan = squaresAround(
    [...region].map((cell) => Math.floor(cell / map.width)),
    map.height,
  );
  const columnSpan = squaresAround(
    [...region].map((cell) => cell % map.width),
    map.width,
  );
  const steps = new Map<number, Step>();
  for (let row = rowSpan.first; row <= rowSpan.last; row++) {
    for (let column = columnSpan.first; column <= columnSpan.last; column++) {
      const corners = [
        nodeAt(row, column),
        nodeAt(row, column + 1),
        nodeAt(row + 1, column + 1),
        nodeAt(row + 1, column),
      ];
      // Keys of the edges from corner i to corner i + 1; both squares at an edge use the same key.
      const first = 2 * (row * columns + column);
      const keys = [first, first + 3, first + 2 * columns, first + 1];
      marchSquare(corners, keys);
    }
  }
  return steps;

  function marchSquare(corners: readonly LatticeNode[], keys: readonly number[]): void {
    const changes = [0, 1, 2, 3].filter((i) => corners[i].inside !== corners[(i + 1) % 4].inside);
    if (changes.length === 0) return;
    const joined = changes.length === 4 && areJoined(corners);
    changes.forEach((from, i) => {
      if (!corners[from].inside) return;
      // Leaving the region here, clockwise; the contour comes back at the next change or the one before.
      const to = changes[(i + (joined ? 1 : changes.length - 1)) % changes.length];
      const points = [crossing(corners, from), ...between(corners, from, to)];
      steps.set(keys[from], { next: keys[to], points });
    });
  }

  /** Whether two diagonal corners of the region are joined inside the square: the rule of `findRegions`. */
  function areJoined(corners: readonly LatticeNode[]): boolean {
    const [a, b, c, d] = corners.map(({ cell }) => map.data[cell]);
    const [low, high] = corners[0].inside
      ? [Math.min(a, c), Math.max(b, d)]
      : [Math.min(b, d), Math.max(a, c)];
    return low > high && (a * c - b * d) / (a + c - b - d) >= level;
  }

  function crossing(corners: readonly LatticeNode[], i: number): Point {
    const [a, b] = [corners[i], corners[(i + 1) % 4]];
    const [inner, outer] = a.inside ? [a, b] : [b, a];
    const share = inner.cell === outer.cell ? 0 : reachTowards(map, inner.cell, outer.cell, level, edge);
    return [inner.x + share * (outer.x - inner.x), inner.y + share * (outer.y - inner.y)];
  }

  /** Points of the contour inside a square: a cell's corner, or three points of the hyperbola. */
  function between(corners: readonly LatticeNode[], from: number, to: number): Point[] {
    const [start, end] = [crossing(corners, from), crossing(corners, to)];
    const [topLeft, , bottomRight] = corners;
    const [width, height] = [bottomRight.x - topLeft.x, bottomRight.y - topLeft.y];
    if (width === 0 || height === 0 || Math.abs(from - to) === 2) return [];
    if (edge === 'cell') return [[topLeft.x + width / 2, topLeft.y + height / 2]];
    if (corners.some(({ cell, inside }) => !inside && map.data[cell] >= level)) return [];
    const [a, b, c, d] = corners.map(({ cell }) => map.data[cell]);
    return [0.25, 0.5, 0.75].map((share) => {
      const u = (start[0] + share * (end[0] - start[0]) - topLeft.x) / width;
      const [above, below] = [a + u * (b - a), d + u * (c - d)];
      const v = (level - above) / (below - above);
      return [topLeft.x + u * width, topLeft.y + v * height] as const;
    });
  }
}

/** The squares of the lattice below that a region between these rows (or columns) may have a corner in. */
function squaresAround(
  indices: readonly number[],
  cells: number,
): { readonly first: number; readonly last: number } {
  const [low, high] = indices.reduce(
    ([least, most], i) => [Math.min(least, i), Math.max(most, i)],
    [cells, 0],
  );
  return { first: low === 0 ? 0 : low + 1, last: high === cells - 1 ? cells + 2 : high + 2 };
}

/**
 * Cell centres, a ring of copies of the outermost ones on the map's edge, where the surface still has their
 * values, and around it, in the same places, a ring that is outside.
 */
function latticeOf({ width, height }: CamMap, region: ReadonlySet<number>) {
  const clamp = (index: number, cells: number): number => Math.min(cells - 1, Math.max(0, index - 2));
  const place = (index: number, cells: number): number => Math.min(cells, Math.max(0, index - 1.5));
  return (row: number, column: number): LatticeNode => {
    const cell = clamp(row, height) * width + clamp(column, width);
    const outermost = row === 0 || column === 0 || row === height + 3 || column === width + 3;
    return { x: place(column, width), y: place(row, height), cell, inside: !outermost && region.has(cell) };
  };
}

function joinSteps(steps: Map<number, Step>): Point[][] {
  const rings: Point[][] = [];
  for (const start of steps.keys()) {
    const ring: Point[] = [];
    let key = start;
    for (let step = steps.get(key); step; step = steps.get(key)) {
      steps.delete(key);
      ring.push(...step.points);
      key = step.next;
    }
    rings.push(ring);
  }
  return rings;
}
