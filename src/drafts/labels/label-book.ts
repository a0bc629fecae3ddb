import { ImageLabels } from './image-labels.js';
import type { LabelChange } from './label-change.js';
import type { LabelOwner } from './label-owner.js';

export type BookListener = (labels: ImageLabels, change: LabelChange) => void;

/** Who keeps a copy of a book: told what to write down, which is not what a merge brought in. */
export type LabelKeeper = Pick<LabelOwner<ImageLabels>, 'described' | 'heldChanged'>;

/**
 * What people decided, by image. It belongs to no element and outlives them all, and what is in it stays: nothing is
 * dropped, however many images come.
 */
export class LabelBook {
  readonly #images = new Map<string, ImageLabels>();
  readonly #listeners = new Set<BookListener>();
  readonly #keepers = new Set<LabelKeeper>();
  #lastLabel: string | undefined;

  readonly #owner: LabelOwner<ImageLabels> = {
    chosen: (label) => {
      this.#lastLabel = label;
    },
    described: (labels) => this.#keepers.forEach((keeper) => keeper.described(labels)),
    heldChanged: (labels, ids) => this.#keepers.forEach((keeper) => keeper.heldChanged(labels, ids)),
    changed: (labels, change) => {
      for (const listener of [...this.#listeners]) listener(labels, change);
    },
  };

  /** The labels of an image, made on first use. */
  of(imageId: string): ImageLabels {
    const known = this.#images.get(imageId);
    if (known) return known;
    const labels = new ImageLabels(imageId, this.#owner);
    this.#images.set(imageId, labels);
    return labels;
  }

  /** Every image, in the order in which they were first seen, in earlier sessions too where those were kept. */
  images(): readonly ImageLabels[] {
    return [...this.#images.values()].sort((a, b) => a.seen - b.seen);
  }

  get size(): number {
    return this.#images.size;
  }

  /** The label that a person chose last, by relabelling or drawing: what the next box drawn by hand is given. */
  get lastLabel(): string | undefined {
    return this.#lastLabel;
  }

  /** Calls `listener` after every change of any image, until the returned function is called. */
  subscribe(listener: BookListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells `keeper` what to write down, before any listener hears of it, until the returned function is called. */
  keep(keeper: LabelKeeper): () => void {
    this.#keepers.add(keeper);
    return () => this.#keepers.delete(keeper);
  }
}
