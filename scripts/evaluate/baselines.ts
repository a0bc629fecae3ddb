import type { CamMap } from '../../src/cam/layer-tensors.js';
import { resizeArea } from '../../src/cam/resize-area.js';
import { createRandomBits, uniform } from '../../src/cam/seeded-noise.js';
import type { Rectangle } from '../../src/geometry/rectangle.js';

/** A map that knows nothing: every cell uniform in (0, 1). */
export function randomMap(width: number, height: number, seed: number): CamMap {
  const bits = createRandomBits(seed);
  return { data: Float32Array.from({ length: width * height }, () => uniform(bits)), width, height };
}

/** A map that knows the picture but not the model: Sobel's gradient magnitude of the luminance, averaged to the grid. */
export function edgeMap(
  pixels: Uint8ClampedArray,
  frame: { width: number; height: number },
  grid: { width: number; height: number },
): CamMap {
  const { width, height } = frame;
  const light = Float32Array.from(
    { length: width * height },
    (_, i) => 0.299 * pixels[4 * i] + 0.587 * pixels[4 * i + 1] + 0.114 * pixels[4 * i + 2],
  );
  const at = (x: number, y: number): number =>
    light[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))];
  const data = light.map((_, i) => {
    const x = i % width;
    const y = (i - x) / width;
    const row = (dy: number): number => at(x + 1, y + dy) - at(x - 1, y + dy);
    const column = (dx: number): number => at(x + dx, y + 1) - at(x + dx, y - 1);
    return Math.hypot(row(-1) + 2 * row(0) + row(1), column(-1) + 2 * column(0) + column(1));
  });
  return resizeArea({ data, width, height }, grid.width, grid.height);
}

/** The box around the middle of an image, `size` times as wide and as high. */
export function centreBox({ width, height }: { width: number; height: number }, size: number): Rectangle {
  return {
    x: ((1 - size) / 2) * width,
    y: ((1 - size) / 2) * height,
    width: size * width,
    height: size * height,
  };
}
