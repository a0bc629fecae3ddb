import type { Rectangle } from '../../geometry/rectangle.js';
import type { Size } from '../../geometry/size.js';
import { CENTRE_GRIP, dragRegion, middleRegion, type Grip, type Point } from './region-geometry.js';

export interface RegionActions {
  /** Pixels of the image; undefined: all of it. */
  change(region: Rectangle | undefined): void;
  leave(): void;
}

const FINE = 1;
const COARSE = 10;
const FAR_CORNER: Grip = { x: 1, y: 1 };

const DIRECTIONS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/**
 * What a key does while the region is chosen: arrows move it, with Alt they resize it, with Shift by ten pixels;
 * Enter places one or ends the mode, Delete takes it away, Escape ends the mode. Returns whether it did anything.
 */
export function runRegionKey(
  { key, altKey, shiftKey, ctrlKey, metaKey }: KeyboardEvent,
  region: Rectangle | undefined,
  image: Size,
  actions: RegionActions,
): boolean {
  if (ctrlKey || metaKey) return false;
  const direction = DIRECTIONS[key];
  if (direction) {
    const step = shiftKey ? COARSE : FINE;
    const by = { x: direction.x * step, y: direction.y * step };
    const moved = region && dragRegion(region, altKey ? FAR_CORNER : CENTRE_GRIP, by, image);
    actions.change(moved ?? middleRegion(image));
    return true;
  }
  if (key === 'Enter' && !region) actions.change(middleRegion(image));
  else if (key === 'Enter' || key === 'Escape') actions.leave();
  else if (key === 'Delete' || key === 'Backspace') actions.change(undefined);
  else return false;
  return true;
}
