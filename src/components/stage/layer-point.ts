import { apply, inverse, type Linear, type Vector } from '../../geometry/linear.js';
import type { Size } from '../../geometry/size.js';

/** A point of the window in the pixels of an element of `size`, which the page may have turned, mirrored or skewed. */
export function pointIn(
  element: Element,
  size: Size,
  toWindow: Linear,
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
): Vector {
  const { x, y, width, height } = element.getBoundingClientRect();
  const offset = apply(inverse(toWindow), { x: clientX - x - width / 2, y: clientY - y - height / 2 });
  return { x: offset.x + size.width / 2, y: offset.y + size.height / 2 };
}
