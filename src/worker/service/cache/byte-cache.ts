interface Entry {
  readonly value: unknown;
  readonly bytes: number;
  readonly subjects: readonly string[];
  readonly dispose: () => void;
}

/** What the entries of a shelf are about, and what they take. */
export interface Weight {
  readonly bytes: number;
  /** What the value is about; it goes with any of them (see {@link ByteCache.drop}). */
  readonly subjects: readonly string[];
}

/**
 * Everything that the worker keeps for later (models, sessions, images, activations, gradients) within one budget of
 * bytes: what was used longest ago goes first. The entry that was set last stays, however large it is.
 */
export class ByteCache {
  readonly budget: number;
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  constructor(budget: number) {
    this.budget = budget;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes by shelf. */
  get use(): Readonly<Record<string, number>> {
    const use: Record<string, number> = {};
    for (const [key, { bytes }] of this.#entries) {
      const shelf = key.slice(0, key.indexOf(' '));
      use[shelf] = (use[shelf] ?? 0) + bytes;
    }
    return use;
  }

  /** A part of the cache with entries of one type. `name` has no spaces. */
  shelf<T>(name: string, dispose: (value: T) => void = () => undefined): CacheShelf<T> {
    return {
      get: (key) => this.#get(`${name} ${key}`) as T | undefined,
      set: (key, value, weight) =>
        this.#set(`${name} ${key}`, { value, ...weight, dispose: () => dispose(value) }),
    };
  }

  /** Lets go of all that is about `subject`. */
  drop(subject: string): void {
    for (const [key, { subjects }] of [...this.#entries]) if (subjects.includes(subject)) this.#delete(key);
  }

  #get(key: string): unknown {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  #set(key: string, entry: Entry): void {
    this.#delete(key);
    this.#entries.set(key, entry);
    this.#bytes += entry.bytes;
    while (this.#bytes > this.budget) {
      const [oldest] = this.#entries.keys();
      if (oldest === key) break;
      this.#delete(oldest);
    }
  }

  #delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
    entry.dispose();
  }
}

export interface CacheShelf<T> {
  /** Counts as a use. */
  get(key: string): T | undefined;
  set(key: string, value: T, weight: Weight): void;
}
