import type { ModelRecord, ModelWriter } from '../../models/download/model-storage.js';
import type { BrowserStorage } from './browser-storage.js';

interface Entry {
  record?: ModelRecord;
  parts: Blob[];
}

/** Small pieces are gathered, so that a file does not become thousands of blobs. */
const PART_BYTES = 8 * 2 ** 20;

/** Outlives one store, not the worker. */
const entries = new Map<string, Entry>();

function entryOf(key: string): Entry {
  const entry = entries.get(key) ?? { parts: [] };
  entries.set(key, entry);
  return entry;
}

class MemoryWriter implements ModelWriter {
  readonly #entry: Entry;
  #pending: Uint8Array<ArrayBuffer>[] = [];
  #pendingBytes = 0;
  #size: number;

  constructor(entry: Entry) {
    this.#entry = entry;
    this.#size = entry.parts.reduce((sum, part) => sum + part.size, 0);
  }

  get size(): number {
    return this.#size;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#pending.push(bytes.slice());
    this.#pendingBytes += bytes.byteLength;
    this.#size += bytes.byteLength;
    if (this.#pendingBytes >= PART_BYTES) await this.close();
  }

  clear(): Promise<void> {
    this.#entry.parts = [];
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#size = 0;
    return Promise.resolve();
  }

  close(): Promise<void> {
    if (this.#pendingBytes > 0) this.#entry.parts.push(new Blob(this.#pending));
    this.#pending = [];
    this.#pendingBytes = 0;
    return Promise.resolve();
  }
}

/** For browsers without any storage, and for pages that must leave nothing behind: gone with the worker. */
export const memoryStorage: BrowserStorage = {
  kind: 'memory',
  records: () => Promise.resolve([...entries.values()].flatMap(({ record }) => record ?? [])),
  record: (key) => Promise.resolve(entries.get(key)?.record),
  putRecord(record) {
    entryOf(record.key).record = record;
    return Promise.resolve();
  },
  open(key) {
    const entry = entries.get(key);
    return Promise.resolve(entry && new Blob(entry.parts));
  },
  append: (key) => Promise.resolve(new MemoryWriter(entryOf(key))),
  remove(key) {
    entries.delete(key);
    return Promise.resolve();
  },
};
