import type { SaliencyOverlay } from './saliency-overlay.js';
import type { ShownPicture } from './shown-picture.js';

/** The question that the element puts by itself: once for each, as soon as there is an image to put it to. */
export class UnaskedQuestion {
  readonly #host: SaliencyOverlay;
  readonly #picture: ShownPicture;
  #isAsked = false;

  constructor(host: SaliencyOverlay, picture: ShownPicture) {
    this.#host = host;
    this.#picture = picture;
  }

  /** The image or what is asked of it is another now. */
  renew(): void {
    this.#isAsked = false;
  }

  /** The page has put a question itself: the element's own would only end it. */
  settle(): void {
    this.#isAsked = true;
  }

  ask(): void {
    this.#isAsked = true;
    // Nobody waits for this promise: events and the panel tell of its failure.
    this.#host.explain().catch(() => undefined);
  }

  askIfNew(): void {
    if (!this.#host.manual && !this.#isAsked && this.#picture.isReady) this.ask();
  }
}
