import type { Rectangle } from '../../../geometry/rectangle.js';

export interface PopupRoom {
  readonly anchor: Rectangle;
  /** What is seen of the page: without the keyboard of a phone. */
  readonly viewport: Rectangle;
  /** In pixels, if there is room for it. */
  readonly width: number;
  readonly height: number;
  readonly isRtl: boolean;
}

const GAP = 4;
const MARGIN = 8;

/** Where a popup goes: below what it belongs to or, where it would be cut off there and less above, above it. */
export function placePopup({ anchor, viewport, width, height, isRtl }: PopupRoom): Rectangle {
  const below = viewport.y + viewport.height - MARGIN - (anchor.y + anchor.height + GAP);
  const above = anchor.y - GAP - (viewport.y + MARGIN);
  const isBelow = below >= height || below >= above;
  const shown = Math.max(0, Math.min(height, isBelow ? below : above));
  const wide = Math.min(Math.max(width, anchor.width), viewport.width - 2 * MARGIN);
  const start = isRtl ? anchor.x + anchor.width - wide : anchor.x;
  const last = viewport.x + viewport.width - MARGIN - wide;
  return {
    x: Math.max(viewport.x + MARGIN, Math.min(start, last)),
    y: isBelow ? anchor.y + anchor.height + GAP : anchor.y - GAP - shown,
    width: wide,
    height: shown,
  };
}

/** Whether a person still sees what the popup belongs to. */
export function isInView({ y, height }: Rectangle, viewport: Rectangle): boolean {
  return y + height > viewport.y && y < viewport.y + viewport.height;
}
