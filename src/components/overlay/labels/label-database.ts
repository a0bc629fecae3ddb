import type { IDBPObjectStore } from 'idb';
import type { HeldBox } from '../../../drafts/labels/held-box.js';
import type { LabelMerge } from '../../../drafts/labels/label-change.js';
import type { BoxKey, BoxRow, ImageRow, LabelConnection, LabelSchema } from './label-schema.js';
import { openLabelDatabase, type OpenOptions } from './open-label-database.js';

/** What is kept of one image. */
export type KeptImage = Pick<LabelMerge, 'description' | 'seen'> & {
  readonly id: string;
  readonly boxes: readonly HeldBox[];
};

export interface RowChanges {
  readonly boxes: readonly BoxRow[];
  readonly removed: readonly BoxKey[];
  readonly images: readonly ImageRow[];
}

type LabelStore<Name extends 'boxes' | 'images'> = IDBPObjectStore<
  LabelSchema,
  ('boxes' | 'images')[],
  Name,
  'readonly'
>;

const STORES: ('boxes' | 'images')[] = ['boxes', 'images'];
/** A browser hands over so many rows at once: all of them may be more than fits into a message. */
const BATCH = 2000;
/** How a connection ends that the browser closed: Safari does so with pages that were in the background. */
const LOST: ReadonlySet<string> = new Set(['AbortError', 'InvalidStateError', 'UnknownError']);

/** The rows of one book in IndexedDB, and the connection, which is opened when it is needed. */
export class LabelDatabase {
  readonly #name: string;
  readonly #onCreated: () => void;
  readonly #options: OpenOptions;
  #connection: Promise<LabelConnection> | undefined;

  /** `onCreated` is called where the database was not there, at first or any more. */
  constructor(name: string, onCreated: () => void, options: OpenOptions) {
    this.#name = name;
    this.#onCreated = onCreated;
    this.#options = options;
  }

  /** Every image of which something is kept. */
  readAll(): Promise<KeptImage[]> {
    return this.#use(async (connection) => {
      const transaction = connection.transaction(STORES, 'readonly');
      const range = IDBKeyRange.bound([this.#name], [this.#name, []]);
      const [boxes, images] = await Promise.all([
        allBoxes(transaction.objectStore('boxes'), range),
        transaction.objectStore('images').getAll(range),
      ]);
      return keptImages(boxes, images);
    });
  }

  /** These images; one of which nothing is kept has no boxes. */
  readImages(ids: readonly string[]): Promise<KeptImage[]> {
    return this.#use(async (connection) => {
      const transaction = connection.transaction(STORES, 'readonly');
      const boxes = transaction.objectStore('boxes');
      const images = transaction.objectStore('images');
      const read = ids.map(async (id): Promise<KeptImage> => {
        const range = IDBKeyRange.bound([this.#name, id], [this.#name, id, []]);
        const [rows, image] = await Promise.all([boxes.getAll(range), images.get([this.#name, id])]);
        return keptImage(id, rows, image);
      });
      return Promise.all(read);
    });
  }

  /** All of it or, where that fails, nothing. */
  write(changes: RowChanges): Promise<void> {
    return this.#use((connection) => writeRows(connection, changes));
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.then(
      (open) => open.close(),
      () => undefined,
    );
  }

  /** A connection that was open may have been closed behind our back, so that a second one is worth a try. */
  async #use<T>(task: (connection: LabelConnection) => Promise<T>): Promise<T> {
    const wasOpen = this.#connection !== undefined;
    try {
      return await task(await this.#open());
    } catch (thrown) {
      if (!wasOpen || !(thrown instanceof DOMException) || !LOST.has(thrown.name)) throw thrown;
    }
    await this.close();
    return task(await this.#open());
  }

  #open(): Promise<LabelConnection> {
    if (this.#connection) return this.#connection;
    const forget = (): void => {
      if (this.#connection === connection) this.#connection = undefined;
    };
    const events = { onCreated: this.#onCreated, onLost: forget };
    const connection = openLabelDatabase(this.#options, events);
    this.#connection = connection;
    connection.catch(forget);
    return connection;
  }
}

async function allBoxes(store: LabelStore<'boxes'>, range: IDBKeyRange): Promise<BoxRow[]> {
  const rows: BoxRow[] = [];
  let rest = range;
  for (;;) {
    const batch = await store.getAll(rest, BATCH);
    rows.push(...batch);
    const last = batch.at(-1);
    if (!last || batch.length < BATCH) return rows;
    rest = IDBKeyRange.bound([last.name, last.image, last.box.id], range.upper, true);
  }
}

function keptImages(boxes: readonly BoxRow[], images: readonly ImageRow[]): KeptImage[] {
  const rows = new Map(images.map((row) => [row.image, row]));
  const boxesOf = new Map<string, BoxRow[]>(images.map(({ image }) => [image, []]));
  for (const row of boxes) {
    const others = boxesOf.get(row.image);
    if (others) others.push(row);
    else boxesOf.set(row.image, [row]);
  }
  return [...boxesOf].map(([id, of]) => keptImage(id, of, rows.get(id)));
}

/** An image that nobody described was seen when its first box was held. */
function keptImage(id: string, rows: readonly BoxRow[], row: ImageRow | undefined): KeptImage {
  const boxes = rows.map(({ box, order }) => ({ box, order }));
  const first = boxes.length > 0 ? Math.min(...boxes.map(({ order }) => order)) : undefined;
  return { id, boxes, description: row?.description, seen: row?.seen ?? first };
}

async function writeRows(connection: LabelConnection, { boxes, removed, images }: RowChanges): Promise<void> {
  const transaction = connection.transaction(STORES, 'readwrite', { durability: 'strict' });
  const requests: Promise<unknown>[] = [transaction.done];
  try {
    const boxStore = transaction.objectStore('boxes');
    const imageStore = transaction.objectStore('images');
    for (const key of removed) requests.push(boxStore.delete(key));
    for (const row of boxes) requests.push(boxStore.put(row));
    for (const row of images) requests.push(imageStore.put(row));
    // Without waiting for the answers: a page that is left right now has said all that it had to say.
    transaction.commit();
  } catch (thrown) {
    void Promise.allSettled(requests);
    transaction.abort();
    throw thrown;
  }
  await Promise.all(requests);
}
