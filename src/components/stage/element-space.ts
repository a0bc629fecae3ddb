import type { Linear } from '../../geometry/linear.js';
import { offsetTurn } from './offset-turn.js';

/** An element and how its pixels lie on the screen, but for where it begins. */
export interface Space {
  readonly element: Element;
  readonly style: CSSStyleDeclaration;
  /** Pixels of the element to pixels of the page's window; undefined where it is tilted in space, or cannot be told. */
  readonly linear: Linear | undefined;
}

/** Per pixel: what a picture of 10,000 pixels would show of it is less than a pixel. */
const FLAT = 1e-8;

const isReplaced = (element: Element): boolean =>
  element instanceof HTMLImageElement || element instanceof HTMLCanvasElement;

/** CSS Transforms 1, section 2: boxes of text lines, and elements without a box, cannot be transformed. */
function isTransformable(element: Element, { display }: CSSStyleDeclaration): boolean {
  return display !== 'contents' && (display !== 'inline' || isReplaced(element));
}

/** A computed `rotate` as a function: `30deg`, `x 30deg` or `0 1 0 30deg`. */
function rotation(rotate: string): string {
  const parts = rotate.split(' ');
  const angle = parts.pop() ?? '0deg';
  if (parts.length === 0) return `rotate(${angle})`;
  const axes: Readonly<Record<string, string>> = { x: '1, 0, 0', y: '0, 1, 0', z: '0, 0, 1' };
  return `rotate3d(${axes[parts[0]] ?? parts.join(', ')}, ${angle})`;
}

/**
 * CSS Transforms 2, section 6: `rotate`, `scale`, `offset`, then `transform`; origins and shifts in the plane left out.
 *
 * @param turn by `offset`, in degrees
 */
function ownTransform(style: CSSStyleDeclaration, turn: number): DOMMatrix {
  const { rotate, scale, translate, transform, zoom } = style;
  const matrix = new DOMMatrix();
  const depth = translate?.split(' ')[2];
  if (depth) matrix.translateSelf(0, 0, Number.parseFloat(depth));
  if (rotate && rotate !== 'none') matrix.multiplySelf(new DOMMatrix(rotation(rotate)));
  if (scale && scale !== 'none') {
    const [x, y = x, z = '1'] = scale.split(' ');
    matrix.scaleSelf(Number(x), Number(y), Number(z));
  }
  if (turn !== 0) matrix.rotateSelf(turn);
  if (transform !== 'none') matrix.multiplySelf(new DOMMatrix(transform));
  matrix.scaleSelf(Number(zoom) || 1);
  matrix.m41 = 0;
  matrix.m42 = 0;
  return matrix;
}

const NONE = new Set([undefined, '', 'none']);

/** Most elements: reading styles is what following an image costs, so that they are left out early. */
function isUpright(style: CSSStyleDeclaration): boolean {
  if (!NONE.has(style.transform) || !NONE.has(style.rotate) || !NONE.has(style.scale)) return false;
  return NONE.has(style.translate) && NONE.has(style.offsetPath) && (Number(style.zoom) || 1) === 1;
}

/** Pixels of the element to those of its parent; undefined where that cannot be told. */
function inParent(
  element: Element,
  style: CSSStyleDeclaration,
  parent?: CSSStyleDeclaration,
): DOMMatrix | undefined {
  const turn = offsetTurn(style);
  if (turn === undefined) return undefined;
  const matrix = isTransformable(element, style)
    ? ownTransform(style, turn)
    : new DOMMatrix().scaleSelf(Number(style.zoom) || 1);
  if (matrix.is2D) return matrix;
  const distance = Number.parseFloat(parent?.perspective ?? '');
  const seen =
    distance > 0 ? new DOMMatrix().multiplySelf(perspective(distance)).multiplySelf(matrix) : matrix;
  // Where the parent keeps no depth the element is painted onto its plane.
  if (parent?.transformStyle !== 'preserve-3d')
    for (const key of ['m13', 'm23', 'm33', 'm43'] as const) seen[key] = 0;
  return seen;
}

/** CSS Transforms 2, section 4.1: what is nearer is larger. */
function perspective(distance: number): DOMMatrix {
  const matrix = new DOMMatrix();
  matrix.m34 = -1 / distance;
  return matrix;
}

function flat({ m11, m12, m14, m21, m22, m24, m44 }: DOMMatrix): Linear | undefined {
  if (Math.abs(m14) > FLAT || Math.abs(m24) > FLAT || m44 <= 0) return undefined;
  const linear = { a: m11 / m44, b: m12 / m44, c: m21 / m44, d: m22 / m44 };
  return Math.abs(linear.a * linear.d - linear.b * linear.c) > FLAT ? linear : undefined;
}

/** @param chain an element and what it is drawn in, innermost first; in the same order as the result */
export function spacesOf(chain: readonly Element[]): readonly Space[] {
  let matrix: DOMMatrix | undefined = new DOMMatrix();
  let parent: CSSStyleDeclaration | undefined;
  const spaces: Space[] = [];
  for (const element of [...chain].reverse()) {
    const style = getComputedStyle(element);
    if (!isUpright(style)) {
      const own = inParent(element, style, parent);
      matrix = own && matrix?.multiply(own);
    }
    parent = style;
    spaces.unshift({ element, style, linear: matrix && flat(matrix) });
  }
  return spaces;
}
