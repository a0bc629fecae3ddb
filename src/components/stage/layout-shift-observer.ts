/** Dense near 1, where a small move first shows. */
const OVERLAPS = [0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1];

const inset = (pixels: number): string => `${-Math.floor(pixels)}px`;

/**
 * Calls back when an element moves although neither it nor a scroller changed, as when text above it grows:
 * an IntersectionObserver whose root is cut to the element's own rectangle sees any move as a lost overlap.
 */
export class LayoutShiftObserver {
  readonly #moved: () => void;
  #observer: IntersectionObserver | undefined;

  constructor(moved: () => void) {
    this.#moved = moved;
  }

  observe(element: Element): void {
    this.disconnect();
    const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
    if (width === 0 || height === 0) return;
    const { clientWidth, clientHeight } = document.documentElement;
    const rootMargin = [top, clientWidth - right, clientHeight - bottom, left].map(inset).join(' ');

    let initial: number | undefined;
    this.#observer = new IntersectionObserver(
      ([{ intersectionRatio }]) => {
        initial ??= intersectionRatio;
        if (intersectionRatio !== initial) this.#moved();
      },
      { root: document, rootMargin, threshold: OVERLAPS },
    );
    this.#observer.observe(element);
  }

  disconnect(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
  }
}
