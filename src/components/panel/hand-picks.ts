import type { ChannelChoice } from '../../cam/channel-choice.js';
import type { Rectangle } from '../../geometry/rectangle.js';

/** What people choose in the panel, and what it is a choice of: with another one it means nothing any more. */
const CHOICES_OF = {
  model: ['layer', 'layers', 'channels', 'versus'],
  image: ['region', 'versus'],
} as const;

type Subject = keyof typeof CHOICES_OF;

/** What a person sets in the panel, and a page as a property. */
export interface Pickable {
  layer: string | undefined;
  layers: readonly string[] | undefined;
  channels: ChannelChoice | undefined;
  region: Rectangle | undefined;
  versus: string | number | undefined;
}

export type Picks = Partial<Pickable>;

/**
 * Remembers what was chosen by hand, to take it back when the model or the image changes. What the page itself set
 * stays: the page may mean it for every image.
 */
export class HandPicks {
  readonly #host: Pickable;
  #picked: Picks = {};

  constructor(host: Pickable) {
    this.#host = host;
  }

  set(values: Picks): void {
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
