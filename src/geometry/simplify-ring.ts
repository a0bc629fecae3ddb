import type { Point } from './point.js';

/**
 * A closed ring with fewer points, none of the dropped ones further than `tolerance` from it (Douglas and
 * Peucker, 1973). The outermost points to the left, top, right and bottom stay, so the bounding box does too.
 */
export function simplifyRing(ring: readonly Point[], tolerance: number): Point[] {
  const anchors = [...new Set([0, 1].flatMap((axis) => extremes(ring, axis)))].sort((a, b) => a - b);
  const simple = anchors.flatMap((anchor, i) => {
    const end = i + 1 < anchors.length ? anchors[i + 1] : anchors[0] + ring.length;
    const chain = Array.from({ length: end - anchor + 1 }, (_, step) => ring[(anchor + step) % ring.length]);
    return simplifyChain(chain, tolerance).slice(0, -1);
  });
  return withoutStraight(simple);
}

/** An outermost point in the middle of a straight side is not a corner. */
function withoutStraight(ring: readonly Point[]): Point[] {
  const kept = [...ring];
  for (let i = kept.length - 1; i >= 0 && kept.length > 3; i--) {
    const [before, after] = [kept[(i + kept.length - 1) % kept.length], kept[(i + 1) % kept.length]];
    if (distanceToSegment(kept[i], before, after) < 1e-9) kept.splice(i, 1);
  }
  return kept;
}

function extremes(ring: readonly Point[], axis: number): number[] {
  let [least, most] = [0, 0];
  ring.forEach((point, i) => {
    if (point[axis] < ring[least][axis]) least = i;
    if (point[axis] > ring[most][axis]) most = i;
  });
  return [least, most];
}

function simplifyChain(chain: readonly Point[], tolerance: number): Point[] {
  const [start, end] = [chain[0], chain[chain.length - 1]];
  let [furthest, most] = [0, 0];
  chain.forEach((point, i) => {
    const distance = distanceToSegment(point, start, end);
    if (distance > most) [furthest, most] = [i, distance];
  });
  if (most <= tolerance) return [start, end];
  const before = simplifyChain(chain.slice(0, furthest + 1), tolerance);
  return [...before.slice(0, -1), ...simplifyChain(chain.slice(furthest), tolerance)];
}

function distanceToSegment([x, y]: Point, [startX, startY]: Point, [endX, endY]: Point): number {
  const [dx, dy] = [endX - startX, endY - startY];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - startX) * dx + (y - startY) * dy) / length));
  return Math.hypot(x - startX - share * dx, y - startY - share * dy);
}
