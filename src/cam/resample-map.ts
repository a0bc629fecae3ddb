import type { Rectangle } from '../geometry/rectangle.js';
import type { CamMap } from './layer-tensors.js';
import { resizeBilinear, sampleBilinear } from './resize-bilinear.js';

/**
 * A map that lies over `from` as `width` x `height` values over `to`, both in the same pixels: bilinear between the cells'
 * centres, beyond which the outermost cells' values go on.
 */
export function resampleMap(
  map: CamMap,
  from: Rectangle,
  to: Rectangle,
  width: number,
  height: number,
): CamMap {
  const isSame = (['x', 'y', 'width', 'height'] as const).every((side) => from[side] === to[side]);
  // Whole-numbered positions stay exact.
  if (isSame) return resizeBilinear(map, width, height);
  return sampleBilinear(
    map,
    positions(map.width, from.x, from.width, to.x, to.width, width),
    positions(map.height, from.y, from.height, to.y, to.height, height),
  );
}

function positions(
  cells: number,
  start: number,
  length: number,
  first: number,
  extent: number,
  size: number,
): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => {
    const place = first + ((i + 0.5) / size) * extent;
    return ((place - start) / length) * cells - 0.5;
  });
}
