import type { Rectangle } from '../geometry/rectangle.js';
import type { Picture } from './picture.js';

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
  for (let x = 0; x < width; x++) {
    const start = x * step;
    const end = Math.min(place.width, start + step);
    for (let from = Math.floor(start); from < end; from++) {
      const part = (Math.min(end, from + 1) - Math.max(start, from)) / step;
      for (let y = 0; y < place.height; y++) {
        const pixel = ((place.y + y) * stride + place.x + from) * 4;
        const opaque = data[pixel + 3] / 255;
        const at = (y * width + x) * 3;
        for (let i = 0; i < 3; i++) {
          across[at + i] += part * (opaque * data[pixel + i] + (1 - opaque) * BACKDROP);
        }
      }
    }
  }
  return across;
}
