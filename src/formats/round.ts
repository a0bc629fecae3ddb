import type { Rectangle } from '../geometry/rectangle.js';

/** Rounds to so many decimals; never -0. */
export function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals)) + 0;
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
