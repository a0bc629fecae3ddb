import type { Placement } from './layer-placement.js';
import { placePicture } from './placement.js';
import type { Size } from '../../geometry/size.js';

/** What an overlay can lie over. */
export type PictureElement = HTMLImageElement | HTMLCanvasElement;

const MAX_PIXEL_RATIO = 4;
/** Browsers lay out in multiples of this many CSS pixels; other lengths come back changed, and would be corrected for ever. */
const LAYOUT_UNIT = 1 / 64;
const snapped = (pixels: number): number => Math.round(pixels / LAYOUT_UNIT) * LAYOUT_UNIT;
const PIXEL_RATIO_STEP = 1 / 256;

const px = (length: string): number => Number.parseFloat(length) || 0;

export function naturalSize(target: PictureElement): Size {
  return target instanceof HTMLImageElement
    ? { width: target.naturalWidth, height: target.naturalHeight }
    : { width: target.width, height: target.height };
}

/** Content box in the target's own CSS pixels, from its border box, before any transform. */
function contentBox(style: CSSStyleDeclaration): Size & { left: number; top: number; outer: Size } {
  const left = px(style.borderLeftWidth) + px(style.paddingLeft);
  const top = px(style.borderTopWidth) + px(style.paddingTop);
  const horizontal = left + px(style.borderRightWidth) + px(style.paddingRight);
  const vertical = top + px(style.borderBottomWidth) + px(style.paddingBottom);
  const inclusive = style.boxSizing === 'border-box';
  const width = px(style.width) - (inclusive ? horizontal : 0);
  const height = px(style.height) - (inclusive ? vertical : 0);
  return { left, top, width, height, outer: { width: width + horizontal, height: height + vertical } };
}

/**
 * Lays `layer` (absolutely positioned, anywhere with the same ancestors' transforms) over the content box of
 * `target`, and returns where the picture is in it; undefined while the target is not shown.
 *
 * It corrects the layer's position by how far it is off, so it needs not know which ancestor contains it.
 */
export function measureTarget(target: PictureElement, layer: HTMLElement): Placement | undefined {
  const style = getComputedStyle(target);
  const rect = target.getBoundingClientRect();
  const shown = target.isConnected && rect.width > 0 && rect.height > 0 && style.visibility !== 'hidden';
  layer.style.display = shown ? 'block' : 'none';
  if (!shown) return undefined;

  const box = contentBox(style);
  const stretch = { width: rect.width / box.outer.width, height: rect.height / box.outer.height };
  const current = layer.getBoundingClientRect();
  const zoom = {
    width: current.width / (px(layer.style.width) || layer.offsetWidth) || 1,
    height: current.height / (px(layer.style.height) || layer.offsetHeight) || 1,
  };
  const scale = { width: stretch.width / zoom.width, height: stretch.height / zoom.height };
  const width = snapped(box.width * scale.width);
  const height = snapped(box.height * scale.height);
  const left = (rect.left + box.left * stretch.width - current.left) / zoom.width;
  const top = (rect.top + box.top * stretch.height - current.top) / zoom.height;

  setLength(layer, 'left', px(layer.style.left) + left);
  setLength(layer, 'top', px(layer.style.top) + top);
  setLength(layer, 'width', width);
  setLength(layer, 'height', height);
  layer.style.borderRadius = style.borderRadius;

  const picture = placePicture(box, naturalSize(target), style.objectFit, style.objectPosition);
  return {
    width,
    height,
    picture: {
      x: snapped(picture.x * scale.width),
      y: snapped(picture.y * scale.height),
      width: snapped(picture.width * scale.width),
      height: snapped(picture.height * scale.height),
    },
    pixelRatio: pixelRatioAt(Math.max(zoom.width, zoom.height)),
  };
}

function pixelRatioAt(zoom: number): number {
  const ratio = Math.min(MAX_PIXEL_RATIO, window.devicePixelRatio * zoom);
  return Math.round(ratio / PIXEL_RATIO_STEP) * PIXEL_RATIO_STEP;
}

/** Writes only what differs, so that following an image at rest costs no style work. */
function setLength(layer: HTMLElement, name: 'left' | 'top' | 'width' | 'height', pixels: number): void {
  const rounded = snapped(pixels);
  if (Math.abs(px(layer.style[name]) - rounded) >= LAYOUT_UNIT / 2) layer.style[name] = `${rounded}px`;
}
