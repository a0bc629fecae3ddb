import type { Size } from './size.js';

export interface Vector {
  readonly x: number;
  readonly y: number;
}

/** A linear map of the plane, named as in CSS: x' = a x + c y, y' = b x + d y. */
export interface Linear {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

export const IDENTITY: Linear = { a: 1, b: 0, c: 0, d: 1 };

export function apply({ a, b, c, d }: Linear, { x, y }: Vector): Vector {
  return { x: a * x + c * y, y: b * x + d * y };
}

/** `first`, then `then`. */
export function compose(then: Linear, first: Linear): Linear {
  const right = apply(then, { x: first.a, y: first.b });
  const down = apply(then, { x: first.c, y: first.d });
  return { a: right.x, b: right.y, c: down.x, d: down.y };
}

export function stretched({ a, b, c, d }: Linear, { width, height }: Size): Linear {
  return { a: a * width, b: b * width, c: c * height, d: d * height };
}

/** Negative where the map mirrors. */
export function determinant({ a, b, c, d }: Linear): number {
  return a * d - b * c;
}

export function inverse(map: Linear): Linear {
  const { a, b, c, d } = map;
  const area = determinant(map);
  return { a: d / area, b: -b / area, c: -c / area, d: a / area };
}

/** How much longer steps to the right, and steps down, become. */
export function stretchOf({ a, b, c, d }: Linear): Size {
  return { width: Math.hypot(a, b), height: Math.hypot(c, d) };
}

/** The upright rectangle around a rectangle of that size, once it is mapped. */
export function boundsOf({ a, b, c, d }: Linear, { width, height }: Size): Size {
  return {
    width: Math.abs(a) * width + Math.abs(c) * height,
    height: Math.abs(b) * width + Math.abs(d) * height,
  };
}
