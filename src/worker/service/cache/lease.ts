/**
 * Something that must be disposed of by hand (GPU buffers, sessions, bitmaps) and may be retired while a request
 * still works with it: it goes when the last user is done.
 */
export class Lease<T> {
  readonly #value: T;
  readonly #dispose: (value: T) => void;
  #users = 0;
  #isRetired = false;

  constructor(value: T, dispose: (value: T) => void) {
    this.#value = value;
    this.#dispose = dispose;
  }

  /** Nobody may use it any more. */
  get isOver(): boolean {
    return this.#isRetired && this.#users === 0;
  }

  async use<R>(work: (value: T) => Promise<R>): Promise<R> {
    this.#users += 1;
    try {
      return await work(this.#value);
    } finally {
      this.#users -= 1;
      if (this.isOver) this.#dispose(this.#value);
    }
  }

  /** The owner needs it no more. To be called once. */
  retire(): void {
    this.#isRetired = true;
    if (this.isOver) this.#dispose(this.#value);
  }
}
