import type { Rectangle } from '../../geometry/rectangle.js';

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

const NEIGHBOURS = [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((across) => [across, down] as const));

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
    for (const [across, down] of NEIGHBOURS) {
      const [column, row] = [x + across, y + down];
      const next = row * width + column;
      if (column < 0 || column >= width || row < 0 || row >= height || !mask[next] || isSeen[next]) continue;
      isSeen[next] = 1;
      pixels.push(next);
    }
  }
  return { pixels, bounds: { x: left, y: top, width: right - left, height: bottom - top } };
}
