import type { CamMap } from '../../cam/layer-tensors.js';
import type { Rectangle } from '../../geometry/rectangle.js';

/**
 * A part of a map at another resolution, bilinear on the half-pixel grid; what lies beyond the outermost cells has
 * their values. Values that are not finite count as zero.
 *
 * @param rect what the map covers
 * @param place what is wanted, in the same coordinates
 */
export function sampleMap(
  map: CamMap,
  rect: Rectangle,
  place: Rectangle,
  width: number,
  height: number,
): Float32Array {
  const columns = positions(place.x - rect.x, place.width, width, rect.width, map.width);
  const rows = positions(place.y - rect.y, place.height, height, rect.height, map.height);
  const valueAt = (row: number, column: number): number => {
    const value = map.data[row * map.width + column];
    return Number.isFinite(value) ? value : 0;
  };
  const sampled = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const [top, bottom, down] = rows[y];
    for (let x = 0; x < width; x++) {
      const [left, right, across] = columns[x];
      const above = valueAt(top, left) * (1 - across) + valueAt(top, right) * across;
      const below = valueAt(bottom, left) * (1 - across) + valueAt(bottom, right) * across;
      sampled[y * width + x] = above * (1 - down) + below * down;
    }
  }
  return sampled;
}

function positions(
  start: number,
  extent: number,
  samples: number,
  covered: number,
  cells: number,
): (readonly [lower: number, upper: number, fraction: number])[] {
  return Array.from({ length: samples }, (_, i) => {
    const at = ((start + ((i + 0.5) * extent) / samples) * cells) / covered - 0.5;
    const inside = Math.min(cells - 1, Math.max(0, at));
    const lower = Math.floor(inside);
    return [lower, Math.min(cells - 1, lower + 1), inside - lower] as const;
  });
}
