import { clipRectangle, type Rectangle } from '../../geometry/rectangle.js';
import type { Size } from '../../geometry/size.js';

/** Pixels of the image. */
const MIN_SIDE = 1;
const SAME_SIZE = 0.01;

/** The part of a rectangle inside the image, at least a pixel wide. */
export function cutInside(rect: Rectangle, image: Size): Rectangle {
  const { x, y, width, height } = clipRectangle(rect, image);
  return { x, y, width: Math.max(MIN_SIDE, width), height: Math.max(MIN_SIDE, height) };
}

/** Where a box goes that is to become `rect`: one that was only moved stops at the edges and keeps its size. */
export function placeInside(box: Rectangle, rect: Rectangle, image: Size): Rectangle {
  const isMoved = Math.hypot(rect.width - box.width, rect.height - box.height) < SAME_SIZE;
  return isMoved ? pushedInside(rect, image) : cutInside(rect, image);
}

function pushedInside({ x, y, width, height }: Rectangle, image: Size): Rectangle {
  const within = (at: number, free: number): number => Math.max(0, Math.min(at, free));
  return { x: within(x, image.width - width), y: within(y, image.height - height), width, height };
}
