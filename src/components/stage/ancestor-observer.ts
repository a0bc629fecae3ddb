import { flatAncestors } from './flat-ancestors.js';

/**
 * Calls back when an attribute changes on an element or on something that it is drawn in: its class and style, but
 * others as well, since any of them can be what a style sheet goes by.
 */
export class AncestorObserver {
  readonly #observer: MutationObserver;
  #observed: readonly Element[] = [];

  constructor(changed: () => void) {
    this.#observer = new MutationObserver(changed);
  }

  /** Takes up what the page wrapped around the element since. */
  observe(element: Element): readonly Element[] {
    const chain = flatAncestors(element);
    const isSame =
      chain.length === this.#observed.length && chain.every((other, i) => other === this.#observed[i]);
    if (isSame) return chain;
    this.disconnect();
    for (const other of chain) this.#observer.observe(other, { attributes: true });
    this.#observed = chain;
    return chain;
  }

  disconnect(): void {
    this.#observer.disconnect();
    this.#observed = [];
  }
}
