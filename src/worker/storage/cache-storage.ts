import type { ModelRecord, ModelWriter } from '../../models/download/model-storage.js';
import type { BrowserStorage } from './browser-storage.js';

const CACHE = 'saliency-overlay-models';
/** Requests are only names here; `.invalid` can never be a real host (RFC 2606). */
const ROOT = 'https://saliency-overlay.invalid/';
const RECORD = 'record';
/** A file is kept as parts, because a response cannot be appended to and an unfinished one is dropped. */
const PART_BYTES = 8 * 2 ** 20;

function address(key: string, part: number | typeof RECORD): string {
  return `${ROOT}${encodeURIComponent(key)}/${part}`;
}

async function partsOf(cache: Cache, key: string): Promise<Blob[]> {
  const parts: Blob[] = [];
  for (;;) {
    const response = await cache.match(address(key, parts.length));
    if (!response) return parts;
    parts.push(await response.blob());
  }
}

class CacheWriter implements ModelWriter {
  readonly #cache: Cache;
  readonly #key: string;
  readonly #buffer = new Uint8Array(PART_BYTES);
  #fill = 0;
  #parts: number;
  #size: number;

  constructor(cache: Cache, key: string, parts: readonly Blob[]) {
    this.#cache = cache;
    this.#key = key;
    this.#parts = parts.length;
    this.#size = parts.reduce((sum, part) => sum + part.size, 0);
  }

  get size(): number {
    return this.#size;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.byteLength;) {
      const piece = bytes.subarray(from, from + PART_BYTES - this.#fill);
      this.#buffer.set(piece, this.#fill);
      this.#fill += piece.byteLength;
      this.#size += piece.byteLength;
      from += piece.byteLength;
      if (this.#fill === PART_BYTES) await this.close();
    }
  }

  async clear(): Promise<void> {
    for (let part = 0; part < this.#parts; part++) await this.#cache.delete(address(this.#key, part));
    this.#parts = 0;
    this.#fill = 0;
    this.#size = 0;
  }

  async close(): Promise<void> {
    if (this.#fill === 0) return;
    await this.#cache.put(address(this.#key, this.#parts), new Response(this.#buffer.slice(0, this.#fill)));
    this.#parts++;
    this.#fill = 0;
  }
}

/** For browsers without synchronous access to the origin private file system. */
export async function openCacheStorage(): Promise<BrowserStorage> {
  const cache = await caches.open(CACHE);
  const record = async (key: string): Promise<ModelRecord | undefined> => {
    const response = await cache.match(address(key, RECORD));
    return response && ((await response.json()) as ModelRecord);
  };
  return {
    kind: 'cache',
    record,
    async records() {
      const requests = await cache.keys();
      const keys = requests.filter(({ url }) => url.endsWith(`/${RECORD}`)).map(({ url }) => keyIn(url));
      return (await Promise.all(keys.map(record))).flatMap((found) => found ?? []);
    },
    putRecord: (entry) => cache.put(address(entry.key, RECORD), Response.json(entry)),
    async open(key) {
      const parts = await partsOf(cache, key);
      return parts.length > 0 ? new Blob(parts) : undefined;
    },
    append: async (key) => new CacheWriter(cache, key, await partsOf(cache, key)),
    async remove(key) {
      await cache.delete(address(key, RECORD));
      await new CacheWriter(cache, key, await partsOf(cache, key)).clear();
    },
  };
}

function keyIn(url: string): string {
  return decodeURIComponent(url.slice(ROOT.length, -RECORD.length - 1));
}
