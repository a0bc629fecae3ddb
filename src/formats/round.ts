import type { Rectangle } from '../geometry/rectangle.js';

/** Rounds to so many decimals; never -0. */
export function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals)) + 0;
}

/**
 * Decimals for parts of an image that keep its pixels apart by a thousandth: `least` up to 1000 pixels, and one more for
 * each tenfold size.
 */
export function decimalsOfParts(
  image: { readonly width: number; readonly height: number },
  least: number,
): number {
  return least + Math.max(0, Math.ceil(Math.log10(Math.max(image.width, image.height, 1))) - 3);
}

/** Edges of a box, each rounded by itself, so that a box that ends at the image's edge still does. */
export interface Edges {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function roundedEdges({ x, y, width, height }: Rectangle, decimals: number): Edges {
  return {
    left: round(x, decimals),
    top: round(y, decimals),
    right: round(x + width, decimals),
    bottom: round(y + height, decimals),
  };
}

/** [x, y, width, height] between rounded edges. */
export function roundedBox(box: Rectangle, decimals: number): [number, number, number, number] {
  const { left, top, right, bottom } = roundedEdges(box, decimals);
  return [left, top, round(right - left, decimals), round(bottom - top, decimals)];
}
