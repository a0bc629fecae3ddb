const MOVES = /transform|translate|rotate|scale|perspective|filter/;
const CONTAINS = /layout|paint|strict|content/;
const isSet = (value: string | undefined): boolean => value !== undefined && value !== '' && value !== 'none';

/** Whether what is `fixed` in the element is placed, and clipped, by it (CSS Transforms, Filter Effects, Containment). */
function containsFixed(style: CSSStyleDeclaration): boolean {
  const { transform, translate, rotate, scale, perspective, filter, backdropFilter } = style;
  if ([transform, translate, rotate, scale, perspective, filter, backdropFilter].some(isSet)) return true;
  if (CONTAINS.test(style.contain ?? '') || style.contentVisibility === 'auto') return true;
  return style.transformStyle === 'preserve-3d' || MOVES.test(style.willChange ?? '');
}

/**
 * Follows the chain of the blocks that contain an element, from the inside out: an element that scrolls or clips does so
 * only with what it contains, and not with the absolutely positioned that is placed by something farther out.
 */
export class ContainingBlocks {
  #position: string;

  /** @param position that of the element, as computed */
  constructor(position: string) {
    this.#position = position;
  }

  /** Whether the next ancestor contains the element, or what contains it. */
  enter(style: CSSStyleDeclaration): boolean {
    const { position, display } = style;
    if (display === 'contents' || display === 'inline') {
      if (this.#position === 'absolute' && position !== 'static') this.#position = position;
      return false;
    }
    const isOut = this.#position === 'fixed' || this.#position === 'absolute';
    const isPlaced = this.#position === 'absolute' && position !== 'static';
    if (isOut && !isPlaced && !containsFixed(style)) return false;
    this.#position = position;
    return true;
  }
}
