import type { Point } from '../../geometry/point.js';
import type { Size } from '../../geometry/size.js';

export type { Point };

/** The part of a polygon inside the image (Sutherland and Hodgman, 1974); empty where nothing is left. */
export function clipPolygon(polygon: readonly Point[], { width, height }: Size): Point[] {
  let points = clipAgainst([...polygon], 0, 0, 1);
  points = clipAgainst(points, 0, width, -1);
  points = clipAgainst(points, 1, 0, 1);
  return clipAgainst(points, 1, height, -1);
}

/** Area by the shoelace formula, not negative. */
export function polygonArea(polygon: readonly Point[]): number {
  let twice = 0;
  polygon.forEach(([x, y], i) => {
    const [nextX, nextY] = polygon[(i + 1) % polygon.length];
    twice += x * nextY - nextX * y;
  });
  return Math.abs(twice) / 2;
}

/** Keeps the half-plane sign * (coordinate - limit) >= 0. */
function clipAgainst(points: readonly Point[], axis: 0 | 1, limit: number, sign: 1 | -1): Point[] {
  const kept: Point[] = [];
  points.forEach((point, i) => {
    const previous = points[(i + points.length - 1) % points.length];
    const depth = sign * (point[axis] - limit);
    const previousDepth = sign * (previous[axis] - limit);
    if (depth >= 0 !== previousDepth >= 0) {
      const share = previousDepth / (previousDepth - depth);
      const other = previous[1 - axis] + share * (point[1 - axis] - previous[1 - axis]);
      kept.push(axis === 0 ? [limit, other] : [other, limit]);
    }
    if (depth >= 0) kept.push(point);
  });
  return kept;
}
