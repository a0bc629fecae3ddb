import type { Point } from './point.js';
import type { PolygonWithHoles } from './polygon-with-holes.js';
import type { RunLengths } from './run-lengths.js';
import type { Size } from './size.js';

/** The pixels of a picture whose centres lie inside (even-odd), without a mask of the whole picture. */
export function runLengthsOfPolygons(
  polygons: readonly PolygonWithHoles[],
  { width, height }: Size,
): RunLengths {
  const rings = polygons.flatMap(({ outer, holes }) => [outer, ...holes]);
  const crossings = crossingsByColumn(rings, width);
  const counts: number[] = [];
  let end = 0;
  for (let x = 0; x < width; x++) {
    const heights = (crossings.get(x) ?? []).sort((a, b) => a - b);
    for (let i = 0; i + 1 < heights.length; i += 2) {
      const [from, to] = [rowOf(heights[i], height), rowOf(heights[i + 1], height)];
      if (from >= to) continue;
      const start = x * height + from;
      // Down to the end of a column and on from the next one's top is one run.
      if (start === end && counts.length > 0) counts[counts.length - 1] += to - from;
      else counts.push(start - end, to - from);
      end = x * height + to;
    }
  }
  if (width * height > end) counts.push(width * height - end);
  return { counts, size: [height, width] };
}

/** The first row whose centre is not above. */
function rowOf(y: number, height: number): number {
  return Math.min(height, Math.max(0, Math.ceil(y - 0.5)));
}

/** Where edges cross the lines through the pixels' centres, by column. */
function crossingsByColumn(rings: readonly (readonly Point[])[], width: number): Map<number, number[]> {
  const crossings = new Map<number, number[]>();
  for (const ring of rings) {
    ring.forEach(([startX, startY], i) => {
      const [endX, endY] = ring[(i + 1) % ring.length];
      const from = Math.max(0, Math.ceil(Math.min(startX, endX) - 0.5));
      const to = Math.min(width, Math.ceil(Math.max(startX, endX) - 0.5));
      for (let x = from; x < to; x++) {
        const y = startY + ((x + 0.5 - startX) / (endX - startX)) * (endY - startY);
        crossings.set(x, [...(crossings.get(x) ?? []), y]);
      }
    });
  }
  return crossings;
}
