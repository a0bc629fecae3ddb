import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PictureElement } from '../stage/measure-target.js';

const PICTURES = 'img, canvas';

/**
 * Finds the image that the element is about: the one set as `target`, else the one that `for` names, else the one
 * inside the element. Pages may add, move or replace it at any time.
 */
export class TargetController implements ReactiveController {
  explicit: PictureElement | undefined;
  id = '';

  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #found: (target: PictureElement | undefined) => void;
  #observer: MutationObserver | undefined;
  #observed: Node | undefined;

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    found: (target: PictureElement | undefined) => void,
  ) {
    this.#host = host;
    this.#found = found;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#observed = undefined;
  }

  hostUpdated(): void {
    if (!this.#host.isConnected) return;
    this.#observe(this.id && !this.explicit ? this.#host.getRootNode() : this.#host);
    // Not while the host updates: what follows from another target is another update.
    queueMicrotask(() => this.resolve());
  }

  resolve(): void {
    if (!this.#host.isConnected) return;
    this.#found(this.explicit ?? (this.id ? this.#named() : this.#wrapped()));
  }

  #named(): PictureElement | undefined {
    const root = this.#host.getRootNode();
    const named =
      root instanceof Document || root instanceof ShadowRoot ? root.getElementById(this.id) : null;
    return pictureIn(named);
  }

  #wrapped(): PictureElement | undefined {
    return pictureIn(this.#host.querySelector(PICTURES));
  }

  #observe(node: Node): void {
    if (node === this.#observed) return;
    this.#observer?.disconnect();
    this.#observer = new MutationObserver(() => this.resolve());
    this.#observer.observe(node, { childList: true, subtree: true, attributeFilter: ['id'] });
    this.#observed = node;
  }
}

/** The element itself, or the image in it: hosts name a `<picture>` or a wrapper as well. */
function pictureIn(element: Element | null): PictureElement | undefined {
  const found = element?.matches(PICTURES) ? element : element?.querySelector(PICTURES);
  if (found instanceof HTMLImageElement || found instanceof HTMLCanvasElement) return found;
  return undefined;
}
