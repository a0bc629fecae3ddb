import type { Rectangle } from '../../geometry/rectangle.js';
import type { Size } from '../../geometry/size.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Which edges follow the hand: -1 left or top, 1 right or bottom, 0 neither; both 0 moves the whole rectangle. */
export interface Grip {
  readonly x: -1 | 0 | 1;
  readonly y: -1 | 0 | 1;
}

export const CENTRE_GRIP: Grip = { x: 0, y: 0 };

/** Corners and edges, in reading order. */
export const EDGE_GRIPS: readonly Grip[] = ([-1, 0, 1] as const)
  .flatMap((y) => ([-1, 0, 1] as const).map((x) => ({ x, y })))
  .filter(({ x, y }) => x !== 0 || y !== 0);

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, high));

/** The rectangle between two points, in whole pixels of the image and at least one of them wide and high. */
export function regionBetween(a: Point, b: Point, image: Size): Rectangle {
  const span = (from: number, to: number, size: number): readonly [number, number] => {
    const start = clamp(Math.round(Math.min(from, to)), 0, size - 1);
    return [start, clamp(Math.round(Math.max(from, to)), start + 1, size) - start];
  };
  const [x, width] = span(a.x, b.x, image.width);
  const [y, height] = span(a.y, b.y, image.height);
  return { x, y, width, height };
}

/** The rectangle after its gripped edges, or all of it, went so far; it stays inside the image. */
export function dragRegion(start: Rectangle, grip: Grip, by: Point, image: Size): Rectangle {
  if (grip.x === 0 && grip.y === 0) {
    const x = clamp(Math.round(start.x + by.x), 0, image.width - start.width);
    const y = clamp(Math.round(start.y + by.y), 0, image.height - start.height);
    return { ...start, x, y };
  }
  const near = { x: start.x + (grip.x < 0 ? by.x : 0), y: start.y + (grip.y < 0 ? by.y : 0) };
  const far = {
    x: start.x + start.width + (grip.x > 0 ? by.x : 0),
    y: start.y + start.height + (grip.y > 0 ? by.y : 0),
  };
  return regionBetween(near, far, image);
}

/** Where a rectangle starts that is placed without a pointer: the middle half of the image. */
export function middleRegion({ width, height }: Size): Rectangle {
  return regionBetween(
    { x: width / 4, y: height / 4 },
    { x: (3 * width) / 4, y: (3 * height) / 4 },
    { width, height },
  );
}
