import { apply, type Linear, type Vector } from '../../geometry/linear.js';
import type { Size } from '../../geometry/size.js';
import { ContainingBlocks } from './containing-blocks.js';
import type { Space } from './element-space.js';

/** As that of a target which is fixed, so that nothing clips the one that does not clip the other. */
export type LayerPosition = 'absolute' | 'fixed';

/** An axis along which nothing is clipped, in CSS pixels. */
const ENDLESS = 1e6;
/** Corners of the polygon that a rounded corner becomes. */
const ARC_STEPS = 6;
const PAINT = /paint|strict|content/;

const px = (length: string | undefined): number => Number.parseFloat(length ?? '') || 0;

function clipsOf({ overflowX, overflowY, contain, contentVisibility }: CSSStyleDeclaration): {
  readonly x: boolean;
  readonly y: boolean;
} {
  const all = PAINT.test(contain ?? '') || contentVisibility === 'auto';
  return { x: all || overflowX !== 'visible', y: all || overflowY !== 'visible' };
}

/** `offsetWidth` and `offsetHeight`, in fractions of pixels where the element lies straight. */
function borderBox(element: HTMLElement, { a, b, c, d }: Linear, rect: DOMRect): Size {
  const isStraight = Math.abs(b) + Math.abs(c) < 1e-6;
  if (isStraight) return { width: rect.width / Math.abs(a), height: rect.height / Math.abs(d) };
  return { width: element.offsetWidth, height: element.offsetHeight };
}

/** A quarter of an ellipse around a corner, `from` one side of it `to` the other. */
function corner(
  at: Vector,
  along: Vector,
  radius: string,
  border: Vector,
  size: Size,
  isTurned: boolean,
): Vector[] {
  const [first = '0', second = first] = radius.split(' ');
  const length = (text: string, side: number): number =>
    text.endsWith('%') ? (px(text) / 100) * side : px(text);
  const x = length(first, size.width) - border.x;
  const y = length(second, size.height) - border.y;
  if (x <= 0 || y <= 0) return [at];
  return Array.from({ length: ARC_STEPS + 1 }, (_, step) => {
    const turn = ((isTurned ? ARC_STEPS - step : step) / ARC_STEPS) * (Math.PI / 2);
    return { x: at.x + along.x * x * (1 - Math.sin(turn)), y: at.y + along.y * y * (1 - Math.cos(turn)) };
  });
}

/** What shows of the content of an element that clips, in pixels of the window. */
function windowOf({ element, style, linear }: Space): readonly Vector[] | undefined {
  if (!(element instanceof HTMLElement) || !linear) return undefined;
  const rect = element.getBoundingClientRect();
  const size = borderBox(element, linear, rect);
  const clips = clipsOf(style);
  const margin =
    style.overflowX === 'clip' || PAINT.test(style.contain ?? '')
      ? px(/[\d.]+px/.exec(style.overflowClipMargin ?? '')?.[0])
      : 0;
  const { clientLeft, clientTop, clientWidth, clientHeight, offsetWidth, offsetHeight } = element;
  const far = { x: offsetWidth - clientLeft - clientWidth, y: offsetHeight - clientTop - clientHeight };
  const left = clips.x ? clientLeft - margin : -ENDLESS;
  const top = clips.y ? clientTop - margin : -ENDLESS;
  const right = clips.x ? size.width - far.x + margin : ENDLESS;
  const bottom = clips.y ? size.height - far.y + margin : ENDLESS;
  const isRounded = clips.x && clips.y && margin === 0;
  const round = (x: number, y: number, along: Vector, radius: string, border: Vector): Vector[] =>
    isRounded ? corner({ x, y }, along, radius, border, size, along.x * along.y > 0) : [{ x, y }];
  const { borderTopLeftRadius, borderTopRightRadius, borderBottomRightRadius, borderBottomLeftRadius } =
    style;
  const outline = [
    ...round(left, top, { x: 1, y: 1 }, borderTopLeftRadius, { x: clientLeft, y: clientTop }),
    ...round(right, top, { x: -1, y: 1 }, borderTopRightRadius, { x: far.x, y: clientTop }),
    ...round(right, bottom, { x: -1, y: -1 }, borderBottomRightRadius, far),
    ...round(left, bottom, { x: 1, y: -1 }, borderBottomLeftRadius, { x: clientLeft, y: far.y }),
  ];
  const centre = { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
  return outline.map(({ x, y }) => {
    const offset = apply(linear, { x: x - size.width / 2, y: y - size.height / 2 });
    return { x: centre.x + offset.x, y: centre.y + offset.y };
  });
}

/** Whether the page's window, and not the element, does the clipping (CSS Overflow 3, section 3.3). */
const isViewport = (element: Element): boolean =>
  element === document.documentElement ||
  (element === document.body && getComputedStyle(document.documentElement).overflow === 'visible');

/**
 * What the page shows of the target: the inner outlines of the elements that clip it, in pixels of the window. Those
 * that clip the layer as well, which is positioned in `frame`, are left out.
 *
 * @param spaces of the target and its ancestors, innermost first
 */
export function clipWindows(
  spaces: readonly Space[],
  frame: Element,
  layerPosition: LayerPosition,
): readonly (readonly Vector[])[] {
  const [target, ...ancestors] = spaces;
  const ofTarget = new ContainingBlocks(target.style.position);
  const ofLayer = new ContainingBlocks(layerPosition);
  let isInFrame = false;
  return ancestors.flatMap((space) => {
    const { element, style } = space;
    isInFrame ||= element === frame;
    const clipsLayer = isInFrame && ofLayer.enter(style);
    const clipsTarget = ofTarget.enter(style);
    if (!clipsTarget || clipsLayer || isViewport(element)) return [];
    const { x, y } = clipsOf(style);
    return x || y ? [windowOf(space) ?? []] : [];
  });
}
