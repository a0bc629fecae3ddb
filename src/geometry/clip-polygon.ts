import type { Vector } from './linear.js';

/** Positive where `c` lies on the inner side of the line from `a` to `b`, for corners that go clockwise as seen. */
const side = (a: Vector, b: Vector, c: Vector): number =>
  (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);

function clockwise(polygon: readonly Vector[]): readonly Vector[] {
  const area = polygon.reduce((sum, { x, y }, i) => {
    const next = polygon[(i + 1) % polygon.length];
    return sum + x * next.y - next.x * y;
  }, 0);
  return area < 0 ? [...polygon].reverse() : polygon;
}

function cut(polygon: readonly Vector[], a: Vector, b: Vector): Vector[] {
  return polygon.flatMap((point, i) => {
    const next = polygon[(i + 1) % polygon.length];
    const [here, there] = [side(a, b, point), side(a, b, next)];
    const kept = here >= 0 ? [point] : [];
    if (here >= 0 === there >= 0) return kept;
    const t = here / (here - there);
    return [...kept, { x: point.x + t * (next.x - point.x), y: point.y + t * (next.y - point.y) }];
  });
}

/**
 * What of `polygon` lies in `window`, both of them convex: I. Sutherland and G. Hodgman, "Reentrant polygon clipping",
 * 1974. Empty where they do not meet.
 */
export function clipPolygon(polygon: readonly Vector[], window: readonly Vector[]): readonly Vector[] {
  const edges = clockwise(window);
  return edges.reduce<readonly Vector[]>(
    (rest, corner, i) => cut(rest, corner, edges[(i + 1) % edges.length]),
    clockwise(polygon),
  );
}
