import type { Placement } from './layer-placement.js';
import { placePicture } from './placement.js';
import { clipPolygon } from '../../geometry/clip-polygon.js';
import {
  apply,
  boundsOf,
  compose,
  IDENTITY,
  inverse,
  stretched,
  stretchOf,
  type Linear,
  type Vector,
} from '../../geometry/linear.js';
import type { Rectangle } from '../../geometry/rectangle.js';
import type { Size } from '../../geometry/size.js';
import { clipWindows } from './clip-windows.js';
import { spacesOf } from './element-space.js';
import { flatAncestors, flatParent } from './flat-ancestors.js';
import { isSideways, shownFromUpright, uprightSize } from './shown-orientation.js';

/** What an overlay can lie over. */
export type PictureElement = HTMLImageElement | HTMLCanvasElement;

const MAX_PIXEL_RATIO = 4;
/** Browsers lay out in multiples of this many CSS pixels; other lengths come back changed, and would be corrected for ever. */
const LAYOUT_UNIT = 1 / 64;
const snapped = (pixels: number): number => Math.round(pixels / LAYOUT_UNIT) * LAYOUT_UNIT;
const PIXEL_RATIO_STEP = 1 / 256;

const px = (length: string): number => Number.parseFloat(length) || 0;

/** Upright, as the boxes of an image refer to it. */
export function naturalSize(target: PictureElement): Size {
  if (target instanceof HTMLCanvasElement) return { width: target.width, height: target.height };
  const natural = { width: target.naturalWidth, height: target.naturalHeight };
  const turn = shownFromUpright(target, getComputedStyle(target));
  return turn && isSideways(turn) ? uprightSize(target, natural) : natural;
}

const turnedSize = (size: Size, isTurned: boolean): Size =>
  isTurned ? { width: size.height, height: size.width } : size;

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

/** Shares of its border box are shares of what the layer lies over. */
const isBare = ({ width, height, outer }: Size & { outer: Size }): boolean =>
  width === outer.width && height === outer.height;

/** Why a target has no place for a layer: it is not shown, or it is turned in space and not a flat picture any more. */
export type Unplaced = 'hidden' | 'tilted';

/** Of its length, and CSS pixels: how far a rectangle may be from where its transforms say it is. */
const MAX_MISFIT = { share: 0.01, pixels: 1 };
const MATRIX_STEP = 1e-6;

const centreOf = ({ x, y, width, height }: DOMRect): Vector => ({ x: x + width / 2, y: y + height / 2 });
const minus = (a: Vector, b: Vector): Vector => ({ x: a.x - b.x, y: a.y - b.y });

/**
 * The map of an element of `size` to the window, where what is known of its ancestors does not explain how large it is
 * shown: inside of an SVG, say. Undefined where it is not only larger or smaller.
 */
function fitted(linear: Linear | undefined, size: Size, shown: Size): Linear | undefined {
  if (!linear) return undefined;
  const expected = boundsOf(linear, size);
  const fits = (is: number, should: number): boolean =>
    Math.abs(is - should) <= MAX_MISFIT.pixels + MAX_MISFIT.share * should;
  if (fits(shown.width, expected.width) && fits(shown.height, expected.height)) return linear;
  const across = shown.width / expected.width;
  const down = shown.height / expected.height;
  const { a, b, c, d } = linear;
  const isStraight = Math.abs(b) + Math.abs(c) < MATRIX_STEP || Math.abs(a) + Math.abs(d) < MATRIX_STEP;
  if (!isStraight && Math.abs(across / down - 1) > MAX_MISFIT.share) return undefined;
  return { a: a * across, b: b * down, c: c * across, d: d * down };
}

const rounded = ({ a, b, c, d }: Linear): Linear => {
  const near = (value: number): number => Math.round(value / MATRIX_STEP) * MATRIX_STEP + 0;
  return { a: near(a), b: near(b), c: near(c), d: near(d) };
};

/** Where the upright picture lies in the upright box, from where the one that is shown lies in `box`. */
function turnedBack(shown: Rectangle, box: Size, fromUpright: Linear): Rectangle {
  const size = turnedSize(shown, isSideways(fromUpright));
  const outer = turnedSize(box, isSideways(fromUpright));
  const { x, y } = apply(inverse(fromUpright), {
    x: shown.x + (shown.width - box.width) / 2,
    y: shown.y + (shown.height - box.height) / 2,
  });
  return {
    x: x + (outer.width - size.width) / 2,
    y: y + (outer.height - size.height) / 2,
    ...dimensions(size),
  };
}

const dimensions = ({ width, height }: Size): Size => ({ width, height });

/** What of the layer shows, as a `clip-path`; `none` where that is all of it. */
function clipPath(layer: Size, windows: readonly (readonly Vector[])[]): string {
  const { width, height } = layer;
  const whole = [
    { x: 0, y: 0 },
    { x: width, y: 0 },
    { x: width, y: height },
    { x: 0, y: height },
  ];
  const isInside = ({ x, y }: Vector): boolean =>
    windows.every((window) => clipPolygon([{ x, y }], window).length > 0);
  if (whole.every(isInside)) return 'none';
  const rest = windows.reduce(clipPolygon, whole);
  if (rest.length < 3) return 'polygon(0 0)';
  return `polygon(${rest.map(({ x, y }) => `${snapped(x)}px ${snapped(y)}px`).join(', ')})`;
}

/**
 * Lays `layer` over the content box of `target`: turned, mirrored, skewed and
 * cut off as the page does it with the target.
 *
 * A linear map takes the centre of a box to the centre of the upright rectangle around it, which browsers tell, so that
 * only the linear part of the ancestors' transforms has to be known, and the layer's position is corrected by how far it
 * is off, whatever contains it.
 */
export function measureTarget(target: PictureElement, layer: HTMLElement): Placement | Unplaced {
  const rect = target.getBoundingClientRect();
  const isShown = target.isConnected && rect.width > 0 && rect.height > 0;
  if (!isShown || getComputedStyle(target).visibility === 'hidden') return unplaced(layer, 'hidden');
  const spaces = spacesOf(flatAncestors(target));
  const frame = flatParent(layer);
  const [{ style, linear }] = spaces;
  const upright = shownFromUpright(target, style);
  if (!upright) return unplaced(layer, 'hidden');
  const box = contentBox(style);
  const shownToWindow = fitted(linear, box.outer, rect);
  const toWindow = shownToWindow && compose(shownToWindow, upright);
  const around = spaces.find(({ element }) => element === frame)?.linear;
  if (!shownToWindow || !toWindow || !around || !frame) return unplaced(layer, 'tilted');

  const position = style.position === 'fixed' ? 'fixed' : 'absolute';
  setStyle(layer, 'display', 'block');
  setStyle(layer, 'position', position);
  const current = layer.getBoundingClientRect();
  const before = {
    width: px(layer.style.width) || layer.offsetWidth,
    height: px(layer.style.height) || layer.offsetHeight,
  };
  const fromFrame = fitted(around, before, unturned(layer) ? current : boundsOf(around, before)) ?? around;
  const inFrame = compose(inverse(fromFrame), toWindow);
  const scale = stretchOf(inFrame);
  const turn = rounded(stretched(inFrame, { width: 1 / scale.width, height: 1 / scale.height }));
  const content = turnedSize(box, isSideways(upright));
  const size = {
    width: snapped(content.width * scale.width),
    height: snapped(content.height * scale.height),
  };
  const middle = {
    x: box.left + (box.width - box.outer.width) / 2,
    y: box.top + (box.height - box.outer.height) / 2,
  };
  const inWindow = apply(shownToWindow, middle);
  const centre = { x: centreOf(rect).x + inWindow.x, y: centreOf(rect).y + inWindow.y };
  const off = apply(inverse(fromFrame), minus(centre, centreOf(current)));

  setLength(layer, 'left', px(layer.style.left) + (before.width - size.width) / 2 + off.x);
  setLength(layer, 'top', px(layer.style.top) + (before.height - size.height) / 2 + off.y);
  setLength(layer, 'width', size.width);
  setLength(layer, 'height', size.height);
  const { a, b, c, d } = turn;
  const isTurned = a !== 1 || b !== 0 || c !== 0 || d !== 1;
  setStyle(layer, 'transform', isTurned ? `matrix(${a}, ${b}, ${c}, ${d}, 0, 0)` : 'none');
  setStyle(layer, 'borderRadius', style.borderRadius);
  const isSameBox =
    Math.abs(size.width - box.outer.width) < 1 && Math.abs(size.height - box.outer.height) < 1;
  const holds = upright === IDENTITY && (isSameBox || (isBare(box) && !style.clipPath?.includes('px')));
  setStyle(layer, '--_own-clip', holds ? (style.clipPath ?? 'none') : 'none');

  const fromLayer = compose(fromFrame, turn);
  const toLayer = inverse(fromLayer);
  const windows = clipWindows(spaces, frame, position).map((outline) =>
    outline.map((point) => {
      const { x, y } = apply(toLayer, minus(point, centre));
      return { x: x + size.width / 2, y: y + size.height / 2 };
    }),
  );
  setStyle(layer, 'clipPath', clipPath(size, windows));

  const shown = placePicture(
    box,
    turnedSize(naturalSize(target), isSideways(upright)),
    style.objectFit,
    style.objectPosition,
  );
  const picture = turnedBack(shown, box, upright);
  const zoom = stretchOf(fromLayer);
  return {
    ...size,
    picture: {
      x: snapped(picture.x * scale.width),
      y: snapped(picture.y * scale.height),
      width: snapped(picture.width * scale.width),
      height: snapped(picture.height * scale.height),
    },
    pixelRatio: pixelRatioAt(Math.max(zoom.width, zoom.height)),
    toWindow: rounded(fromLayer),
  };
}

function unplaced(layer: HTMLElement, why: Unplaced): Unplaced {
  setStyle(layer, 'display', 'none');
  return why;
}

const unturned = (layer: HTMLElement): boolean =>
  layer.style.transform === '' || layer.style.transform === 'none';

function pixelRatioAt(zoom: number): number {
  const ratio = Math.min(MAX_PIXEL_RATIO, window.devicePixelRatio * zoom);
  return Math.round(ratio / PIXEL_RATIO_STEP) * PIXEL_RATIO_STEP;
}

/** As given: browsers give styles back in their own words. */
const written = new WeakMap<HTMLElement, Readonly<Record<string, string>>>();

function setStyle(
  layer: HTMLElement,
  name: 'display' | 'position' | 'transform' | 'borderRadius' | 'clipPath' | '--_own-clip',
  value: string,
): void {
  if (written.get(layer)?.[name] === value) return;
  if (name === '--_own-clip') layer.style.setProperty(name, value);
  else layer.style[name] = value;
  written.set(layer, { ...written.get(layer), [name]: value });
}

/** Writes only what differs, so that following an image at rest costs no style work. */
function setLength(layer: HTMLElement, name: 'left' | 'top' | 'width' | 'height', pixels: number): void {
  const rounded = snapped(pixels);
  if (Math.abs(px(layer.style[name]) - rounded) >= LAYOUT_UNIT / 2) layer.style[name] = `${rounded}px`;
}
