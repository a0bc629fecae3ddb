import type { Size } from './size.js';

/** An axis-aligned rectangle with pixel edges: it covers x to x + width. In pixels of the image as displayed, unless said otherwise. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Area of the intersection over area of the union, in [0, 1]; 0 when both are empty. */
export function intersectionOverUnion(a: Rectangle, b: Rectangle): number {
  const shared = intersectionArea(a, b);
  const union = a.width * a.height + b.width * b.height - shared;
  return union > 0 ? shared / union : 0;
}

export function intersectionArea(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}

/** The part of `box` inside the image; width or height 0 where nothing is left. */
export function clipRectangle(box: Rectangle, image: Size): Rectangle {
  const x = clamp(box.x, image.width);
  const y = clamp(box.y, image.height);
  return {
    x,
    y,
    width: clamp(box.x + box.width, image.width) - x,
    height: clamp(box.y + box.height, image.height) - y,
  };
}

function clamp(value: number, high: number): number {
  return Math.min(high, Math.max(0, value));
}
