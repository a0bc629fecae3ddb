import type { Rectangle } from '../geometry/rectangle.js';

export interface MaskComponent {
  readonly pixels: readonly number[];
  /** In pixels of the mask. */
  readonly bounds: Rectangle;
}

/** The parts of a mask that hang together, corners included, in the order of their first pixel. */
export function maskComponents(mask: Uint8Array, width: number, height: number): MaskComponent[] {
  const isSeen = new Uint8Array(mask.length);
  const components: MaskComponent[] = [];
  for (let start = 0; start < mask.length; start++) {
    if (!mask[start] || isSeen[start]) continue;
    components.push(componentFrom(start, mask, isSeen, width, height));
  }
  return components;
}

function componentFrom(
  start: number,
  mask: Uint8Array,
  isSeen: Uint8Array,
  width: number,
  height: number,
): MaskComponent {
  const pixels = [start];
  isSeen[start] = 1;
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let i = 0; i < pixels.length; i++) {
    const x = pixels[i] % width;
    const y = (pixels[i] - x) / width;
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
    for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
      for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
        const next = row * width + column;
        if (!mask[next] || isSeen[next]) continue;
        isSeen[next] = 1;
        pixels.push(next);
      }
    }
  }
  return { pixels, bounds: { x: left, y: top, width: right - left, height: bottom - top } };
}
