import { intersectionOverUnion, type Rectangle } from '../../geometry/rectangle.js';
import { maskComponents } from './mask-components.js';
import { openMask } from './open-mask.js';
import type { Surroundings } from './surroundings.js';

/** A mask over a part of the picture, and the box around what it holds. */
export interface Shape {
  /** In pixels of the picture. */
  readonly box: Rectangle;
  /** 1 inside, [height, width]. */
  readonly mask: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** What the mask covers, in pixels of the picture. */
  readonly place: Rectangle;
}

/** A shape whose box has less in common with the draft is another thing. */
const LEAST_OVERLAP = 0.35;
/** Opening would eat an object of so few pixels. */
const SMALL_SIDE = 20;

/** Of the parts of a mask the one that fits the draft best; undefined where none does. */
export function fittingShape(
  mask: Uint8Array,
  { width, height, place, box: draft }: Pick<Surroundings, 'width' | 'height' | 'place' | 'box'>,
): Shape | undefined {
  const opened = Math.min(width, height) > SMALL_SIDE ? openMask(mask, width, height) : mask;
  const scaleX = place.width / width;
  const scaleY = place.height / height;
  let best: Shape | undefined;
  let most = LEAST_OVERLAP;
  for (const { pixels, bounds } of maskComponents(opened, width, height)) {
    const box = {
      x: place.x + bounds.x * scaleX,
      y: place.y + bounds.y * scaleY,
      width: bounds.width * scaleX,
      height: bounds.height * scaleY,
    };
    const overlap = intersectionOverUnion(box, draft);
    if (overlap <= most) continue;
    most = overlap;
    const own = new Uint8Array(mask.length);
    for (const pixel of pixels) own[pixel] = 1;
    best = { box, mask: own, width, height, place };
  }
  return best;
}
