import type { Point } from './point.js';

/** One part of a shape. */
export interface PolygonWithHoles {
  readonly outer: readonly Point[];
  readonly holes: readonly (readonly Point[])[];
}

/** Of a ring, twice the area inside: positive where it runs clockwise as seen, y downwards. */
export function signedDoubleArea(ring: readonly Point[]): number {
  let twice = 0;
  ring.forEach(([x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length];
    twice += x * nextY - nextX * y;
  });
  return twice;
}

/** By the crossings of a ray to the right (even-odd). */
export function isInRing([x, y]: Point, ring: readonly Point[]): boolean {
  let isInside = false;
  ring.forEach(([startX, startY], i) => {
    const [endX, endY] = ring[(i + 1) % ring.length];
    if (startY > y === endY > y) return;
    if (x < startX + ((y - startY) / (endY - startY)) * (endX - startX)) isInside = !isInside;
  });
  return isInside;
}
