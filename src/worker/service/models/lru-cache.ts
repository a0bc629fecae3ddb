interface Entry<T> {
  readonly value: T;
  readonly bytes: number;
}

/** Keeps what was used last within a budget of bytes; one entry is kept however large it is. */
export class LruCache<T> {
  readonly #budget: number;
  readonly #onEvict: (value: T) => void;
  readonly #entries = new Map<string, Entry<T>>();
  #bytes = 0;

  constructor(budget: number, onEvict: (value: T) => void = () => undefined) {
    this.#budget = budget;
    this.#onEvict = onEvict;
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: T, bytes: number): void {
    this.delete(key);
    this.#entries.set(key, { value, bytes });
    this.#bytes += bytes;
    for (const [oldest] of this.#entries) {
      if (this.#bytes <= this.#budget || oldest === key) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
    this.#onEvict(entry.value);
  }

  clear(): void {
    for (const key of [...this.#entries.keys()]) this.delete(key);
  }
}
