import type { LabelBook } from '../../../drafts/labels/label-book.js';
import type { RowChanges } from './label-database.js';

/** Which rows of a book are yet to be written. What goes into them is read from the book when the time comes. */
export class UnwrittenRows {
  readonly #boxes = new Map<string, Set<string>>();
  readonly #descriptions = new Set<string>();

  get isEmpty(): boolean {
    return this.#boxes.size === 0 && this.#descriptions.size === 0;
  }

  get imageIds(): string[] {
    return [...new Set([...this.#boxes.keys(), ...this.#descriptions])];
  }

  addBoxes(imageId: string, ids: Iterable<string>): void {
    const known = this.#boxes.get(imageId) ?? [];
    const all = new Set([...known, ...ids]);
    if (all.size > 0) this.#boxes.set(imageId, all);
  }

  addDescription(imageId: string): void {
    this.#descriptions.add(imageId);
  }

  addAll(other: UnwrittenRows): void {
    for (const [imageId, ids] of other.#boxes) this.addBoxes(imageId, ids);
    for (const imageId of other.#descriptions) this.addDescription(imageId);
  }

  hasBox(imageId: string, id: string): boolean {
    return this.#boxes.get(imageId)?.has(id) ?? false;
  }

  hasDescription(imageId: string): boolean {
    return this.#descriptions.has(imageId);
  }

  /** What to write for the book to be kept as it is now under `name`. */
  changes(name: string, book: LabelBook): RowChanges {
    const keys = [...this.#boxes].flatMap(([image, ids]) => [...ids].map((id) => ({ image, id })));
    const found = keys.map(({ image, id }) => ({ image, id, held: book.of(image).getHeld(id) }));
    return {
      boxes: found.flatMap(({ image, held }) => (held ? { name, image, ...held } : [])),
      removed: found.flatMap(({ image, id, held }): [string, string, string][] =>
        held ? [] : [[name, image, id]],
      ),
      images: [...this.#descriptions].map((image) => {
        const { seen, description } = book.of(image);
        return { name, image, seen, description };
      }),
    };
  }
}
