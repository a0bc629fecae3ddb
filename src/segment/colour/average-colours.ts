import type { Rectangle } from '../../geometry/rectangle.js';
import type { Picture } from '../picture.js';

/** What transparent pixels are seen against. */
const BACKDROP = 255;

/**
 * Mean colours of a part of the picture on a coarser grid, [height, width, 3], from 0 to 255; pixels that an edge of
 * the grid cuts count in part.
 *
 * @param place whole pixels, inside the picture
 */
export function averageColours(
  picture: Picture,
  place: Rectangle,
  width: number,
  height: number,
): Float32Array {
  const across = averageRows(picture, place, width);
  const colours = new Float32Array(width * height * 3);
  const step = place.height / height;
  for (let y = 0; y < height; y++) {
    const start = y * step;
    const end = Math.min(place.height, start + step);
    const row = colours.subarray(y * width * 3, (y + 1) * width * 3);
    for (let from = Math.floor(start); from < end; from++) {
      const part = (Math.min(end, from + 1) - Math.max(start, from)) / step;
      for (let i = 0, at = from * width * 3; i < width * 3; i++, at++) row[i] += part * across[at];
    }
  }
  return colours;
}

/** The rows of the picture as they are, each at the width that is wanted. */
function averageRows({ data, width: stride }: Picture, place: Rectangle, width: number): Float32Array {
  const across = new Float32Array(place.height * width * 3);
  const step = place.width / width;
  for (let y = 0; y < place.height; y++) {
    const row = ((place.y + y) * stride + place.x) * 4;
    for (let x = 0, at = y * width * 3; x < width; x++, at += 3) {
      const start = x * step;
      const end = Math.min(place.width, start + step);
      for (let from = Math.floor(start); from < end; from++) {
        const pixel = row + from * 4;
        const part = (Math.min(end, from + 1) - Math.max(start, from)) / step;
        const opaque = (part * data[pixel + 3]) / 255;
        const behind = (part - opaque) * BACKDROP;
        across[at] += opaque * data[pixel] + behind;
        across[at + 1] += opaque * data[pixel + 1] + behind;
        across[at + 2] += opaque * data[pixel + 2] + behind;
      }
    }
  }
  return across;
}
