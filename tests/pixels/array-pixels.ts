import type { Rectangle } from '../../src/geometry/rectangle.js';
import type { Size } from '../../src/geometry/size.js';
import type { PixelSource } from '../../src/pixels/pixel-source.js';

/** A picture whose pixels lie in memory. */
export function arrayPixels(rgba: Uint8ClampedArray, { width, height }: Size, extent?: Size): PixelSource {
  return {
    width,
    height,
    extent: extent ?? { width, height },
    read(part: Rectangle) {
      const band = new Uint8ClampedArray(4 * part.width * part.height);
      for (let y = 0; y < part.height; y++) {
        const from = 4 * ((part.y + y) * width + part.x);
        band.set(rgba.subarray(from, from + 4 * part.width), 4 * y * part.width);
      }
      return band;
    },
  };
}

/** The same picture as `picture` in tests/oracles/pillow_resize.py. */
export function testPicture({ width, height }: Size): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) {
    const x = i % width;
    const y = Math.floor(i / width);
    const isNoise = (Math.floor(x / 16) + Math.floor(y / 16)) % 2 === 0;
    for (let channel = 0; channel < 3; channel++) {
      const mixed = Math.imul(x, 2654435761) ^ Math.imul(y, 2246822519) ^ Math.imul(channel + 1, 3266489917);
      const edge = 255 * ((Math.floor(x / 5) + Math.floor(y / 7) + channel) % 2);
      rgba[4 * i + channel] = isNoise ? Math.imul(mixed, 668265263) >>> 24 : edge;
    }
  }
  return rgba;
}
