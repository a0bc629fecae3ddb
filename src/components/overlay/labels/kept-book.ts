import type { SaliencyError } from '../../../errors.js';
import { LabelBook } from '../../../drafts/labels/label-book.js';
import { LabelChannel } from './label-channel.js';
import { LabelDatabase, type KeptImage } from './label-database.js';
import type { OpenOptions } from './open-label-database.js';
import { storageError } from './storage-error.js';
import { UnwrittenRows } from './unwritten-rows.js';

/**
 * A book of labels that is kept in this browser under a name. What was kept is read at the start; from then on every
 * change is written at once, and the other tabs that keep the same name take it over.
 *
 * The database is what tabs agree by: a tab that hears of a change reads the rows again, and leaves those alone that
 * it has yet to write itself. Whatever the order in which two tabs write, both end with what was written last.
 * Nothing that fails is lost: it stays in the book, and is written with the next change.
 */
export class KeptBook {
  readonly name: string;
  readonly book = new LabelBook();
  /** When what was kept is in the book, or it is known that it cannot be had (`failed`). Never rejected. */
  readonly ready: Promise<void>;
  readonly #database: LabelDatabase;
  readonly #channel: LabelChannel;
  readonly #errorListeners = new Set<(error: SaliencyError) => void>();
  readonly #stopKeeping: () => void;
  #unwritten = new UnwrittenRows();
  #unread = new Set<string>();
  #isFirstRead = true;
  #isRead = false;
  #isClosing = false;
  #hasEnded = false;
  #failed: SaliencyError | undefined;
  #work: Promise<void> | undefined;

  constructor(name: string, options: OpenOptions = {}) {
    this.name = name;
    this.#database = new LabelDatabase(name, () => this.#keepAnew(), options);
    this.#channel = new LabelChannel(name, (imageIds) => this.#hear(imageIds));
    this.#stopKeeping = this.book.keep({
      described: ({ id }) => {
        this.#unwritten.addDescription(id);
        void this.#start();
      },
      heldChanged: ({ id }, ids) => {
        this.#unwritten.addBoxes(id, ids);
        void this.#start();
      },
    });
    addEventListener('pageshow', this.#onPageShow);
    this.ready = this.#start();
  }

  /** Why the labels are not kept at present. */
  get failed(): SaliencyError | undefined {
    return this.#failed;
  }

  /** Calls `listener` when keeping begins to fail, or fails for another reason, until the returned function is called. */
  onError(listener: (error: SaliencyError) => void): () => void {
    this.#errorListeners.add(listener);
    return () => this.#errorListeners.delete(listener);
  }

  /**
   * Resolves when all changes are written.
   *
   * @throws SaliencyError `quota`, `storage`.
   */
  async flush(): Promise<void> {
    await this.#start();
    if (this.#failed) throw this.#failed;
  }

  /** Whether `close` was called. */
  get isClosed(): boolean {
    return this.#isClosing;
  }

  /** Writes what is left, and ends keeping: later changes are in memory only. */
  async close(): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    await this.#start();
    this.#hasEnded = true;
    removeEventListener('pageshow', this.#onPageShow);
    this.#channel.close();
    this.#stopKeeping();
    await this.#database.close();
  }

  /** A page that comes back by the Back button was told nothing in the meantime. */
  readonly #onPageShow = ({ persisted }: PageTransitionEvent): void => {
    if (!persisted) return;
    this.#isRead = false;
    void this.#start();
  };

  #hear(imageIds: readonly string[]): void {
    for (const id of imageIds) this.#unread.add(id);
    void this.#start();
  }

  /** One thing after another, and all changes of a task in one transaction. */
  #start(): Promise<void> {
    if (this.#hasEnded) return Promise.resolve();
    this.#work ??= Promise.resolve().then(() => this.#run());
    return this.#work;
  }

  async #run(): Promise<void> {
    let failed: SaliencyError | undefined;
    try {
      do {
        await this.#readAll();
        await this.#write();
        await this.#readAgain();
      } while (!this.#unwritten.isEmpty || this.#unread.size > 0 || !this.#isRead);
    } catch (thrown) {
      failed = storageError(thrown);
    }
    const isNew = failed?.message !== this.#failed?.message;
    this.#failed = failed;
    this.#work = undefined;
    if (!failed || !isNew) return;
    for (const listener of [...this.#errorListeners]) listener(failed);
  }

  async #readAll(): Promise<void> {
    if (this.#isRead) return;
    this.#isRead = true;
    try {
      const kept = await this.#database.readAll();
      const ids = new Set(kept.map(({ id }) => id));
      const unkept = this.book.images().filter(({ id }) => !ids.has(id));
      kept.forEach((image) => this.#takeOver(image));
      unkept.forEach(({ id }) => this.#takeOver({ id, boxes: [] }));
      this.#isFirstRead = false;
    } catch (thrown) {
      this.#isRead = false;
      throw thrown;
    }
  }

  async #write(): Promise<void> {
    if (this.#unwritten.isEmpty) return;
    const rows = this.#unwritten;
    this.#unwritten = new UnwrittenRows();
    try {
      await this.#database.write(rows.changes(this.name, this.book));
    } catch (thrown) {
      this.#unwritten.addAll(rows);
      throw thrown;
    }
    this.#channel.tell(rows.imageIds);
  }

  /** The browser may have thrown the database away, for want of room: then the book is all there is. */
  #keepAnew(): void {
    if (this.#isFirstRead) return;
    for (const { id, held, description } of this.book.images()) {
      this.#unwritten.addBoxes(
        id,
        held.map(({ box }) => box.id),
      );
      if (description) this.#unwritten.addDescription(id);
    }
  }

  async #readAgain(): Promise<void> {
    if (this.#unread.size === 0) return;
    const ids = this.#unread;
    this.#unread = new Set();
    try {
      (await this.#database.readImages([...ids])).forEach((image) => this.#takeOver(image));
    } catch (thrown) {
      ids.forEach((id) => this.#unread.add(id));
      throw thrown;
    }
  }

  /** Puts what is kept of an image into the book, where the book has nothing newer. */
  #takeOver({ id, boxes, description, seen }: KeptImage): void {
    const labels = this.book.of(id);
    const kept = new Set(boxes.map(({ box }) => box.id));
    if (this.#isFirstRead && labels.isSet) this.#unwritten.addBoxes(id, kept);
    const isOurs = (boxId: string): boolean => this.#unwritten.hasBox(id, boxId);
    const held = labels.held.map(({ box }) => box.id);
    labels.merge({
      boxes: boxes.filter(({ box }) => !isOurs(box.id)),
      removed: held.filter((boxId) => !kept.has(boxId) && !isOurs(boxId)),
      description: this.#unwritten.hasDescription(id) ? undefined : description,
      seen,
    });
  }
}
