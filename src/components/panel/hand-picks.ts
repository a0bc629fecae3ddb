import type { OverlayProperties } from '../overlay/overlay-properties.js';

/** What people choose in the panel, and what it is a choice of: with another one it means nothing any more. */
const CHOICES_OF = {
  model: ['layer', 'channels', 'versus'],
  image: ['region', 'versus'],
} as const;

type Subject = keyof typeof CHOICES_OF;

/** Properties that a person sets in the panel. */
export type Pick = Partial<globalThis.Pick<OverlayProperties, (typeof CHOICES_OF)[Subject][number]>>;

/**
 * Remembers what was chosen by hand, to take it back when the model or the image changes. What the page itself set
 * stays: the page may mean it for every image.
 */
export class HandPicks {
  readonly #host: OverlayProperties;
  #picked: Pick = {};

  constructor(host: OverlayProperties) {
    this.#host = host;
  }

  set(values: Pick): void {
    Object.assign(this.#host, values);
    this.#picked = { ...this.#picked, ...values };
  }

  forget(subject: Subject): void {
    for (const name of CHOICES_OF[subject]) {
      if (this.#picked[name] !== undefined && this.#picked[name] === this.#host[name])
        this.#host[name] = undefined;
      delete this.#picked[name];
    }
  }
}
