import type { Mask } from './mask.js';
import type { Point } from './point.js';
import { isInRing, signedDoubleArea, type PolygonWithHoles } from './polygon-with-holes.js';
import { simplifyRing } from './simplify-ring.js';

/**
 * An outline through the middles of pixels' edges comes no nearer than sqrt(2) / 4 to a pixel's centre: simplified by
 * less it has the same pixels inside, and drawn again gives the same mask.
 */
export const KEEPS_PIXELS = 0.35;

/**
 * The outlines of a mask's parts, in its pixels, largest first. Pixels that touch at a corner are one part. An outline
 * runs through the middles of the pixels' edges (marching squares), which makes stairs of sloping edges into lines.
 *
 * @param tolerance by how much simplifying may move it
 */
export function polygonsOfMask(mask: Mask, tolerance = 0.5): PolygonWithHoles[] {
  const rings = ringsOf(mask).map((ring) => ({ ring, area: signedDoubleArea(ring) }));
  const outers = rings.filter(({ area }) => area > 0).sort((a, b) => a.area - b.area);
  const holesOf = new Map(outers.map((outer) => [outer, [] as Point[][]]));
  for (const { ring } of rings.filter(({ area }) => area < 0)) {
    // The smallest around it: a part may lie in the hole of another.
    const around = outers.find((outer) => isInRing(ring[0], outer.ring));
    if (around) holesOf.get(around)!.push(simplifyRing(ring, tolerance));
  }
  return outers
    .reverse()
    .map((outer) => ({ outer: simplifyRing(outer.ring, tolerance), holes: holesOf.get(outer)! }));
}

/** Sides of a square between four pixel centres: top, right, bottom, left; each is the middle of a pixel's edge. */
const SIDES: readonly Point[] = [
  [0.5, 0],
  [1, 0.5],
  [0.5, 1],
  [0, 0.5],
];
const [TOP, RIGHT, BOTTOM, LEFT] = [0, 1, 2, 3];

/**
 * By which pixels of a square are inside (1: upper left, 2: upper right, 4: lower right, 8: lower left), from where to
 * where the outline crosses it, the inside on its right. Diagonal pixels are joined.
 */
const CROSSINGS: readonly (readonly (readonly [from: number, to: number])[])[] = [
  [],
  [[TOP, LEFT]],
  [[RIGHT, TOP]],
  [[RIGHT, LEFT]],
  [[BOTTOM, RIGHT]],
  [
    [TOP, RIGHT],
    [BOTTOM, LEFT],
  ],
  [[BOTTOM, TOP]],
  [[BOTTOM, LEFT]],
  [[LEFT, BOTTOM]],
  [[TOP, BOTTOM]],
  [
    [RIGHT, BOTTOM],
    [LEFT, TOP],
  ],
  [[RIGHT, BOTTOM]],
  [[LEFT, RIGHT]],
  [[TOP, RIGHT]],
  [[LEFT, TOP]],
  [],
];

interface Step {
  readonly next: number;
  readonly point: Point;
}

function ringsOf({ data, width, height }: Mask): Point[][] {
  const isInside = (x: number, y: number): number =>
    x >= 0 && y >= 0 && x < width && y < height && data[y * width + x] ? 1 : 0;
  const columns = width + 2;
  // Squares are counted from -1: around the mask everything is outside. A side has the key of its end in both squares.
  const keyOf = (x: number, y: number, side: number): number => {
    const [dx, dy] = [side === RIGHT ? 1 : 0, side === BOTTOM ? 1 : 0];
    return 2 * ((y + 1 + dy) * columns + x + 1 + dx) + (side === TOP || side === BOTTOM ? 0 : 1);
  };
  const steps = new Map<number, Step>();
  for (let y = -1; y < height; y++) {
    for (let x = -1; x < width; x++) {
      const kind =
        isInside(x, y) + 2 * isInside(x + 1, y) + 4 * isInside(x + 1, y + 1) + 8 * isInside(x, y + 1);
      for (const [from, to] of CROSSINGS[kind]) {
        const [dx, dy] = SIDES[from];
        // A pixel's centre is half a pixel from its edges.
        steps.set(keyOf(x, y, from), { next: keyOf(x, y, to), point: [x + 0.5 + dx, y + 0.5 + dy] });
      }
    }
  }
  return joined(steps);
}

function joined(steps: Map<number, Step>): Point[][] {
  const rings: Point[][] = [];
  for (const start of steps.keys()) {
    const ring: Point[] = [];
    for (let key = start, step = steps.get(key); step; key = step.next, step = steps.get(key)) {
      steps.delete(key);
      ring.push(step.point);
    }
    rings.push(ring);
  }
  return rings;
}
