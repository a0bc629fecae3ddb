/**
 * Something that must be disposed of by hand (GPU buffers, sessions, bitmaps) and may be retired while a request
 * still works with it: it goes when the last user is done.
 */
export class Lease<T> {
  readonly #value: T;
  readonly #dispose: (value: T) => void;
  #users = 0;
  #retired = false;

  constructor(value: T, dispose: (value: T) => void) {
    this.#value = value;
    this.#dispose = dispose;
  }

  async use<R>(work: (value: T) => Promise<R>): Promise<R> {
    this.#users += 1;
    try {
      return await work(this.#value);
    } finally {
      this.#users -= 1;
      this.#disposeIfUnused();
    }
  }

  /** The owner needs it no more. To be called once. */
  retire(): void {
    this.#retired = true;
    this.#disposeIfUnused();
  }

  #disposeIfUnused(): void {
    if (this.#retired && this.#users === 0) this.#dispose(this.#value);
  }
}
