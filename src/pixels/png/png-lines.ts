/** Puts pieces of any length together to lines of one length; a line stays until the next but one is full. */
export class PngLines {
  readonly #turns: readonly [Uint8Array, Uint8Array];
  #count = 0;
  #filled = 0;

  constructor(length: number) {
    this.#turns = [new Uint8Array(length), new Uint8Array(length)];
  }

  /** Each line that is full now, and the one before it, which is all zeros for the first. */
  *take(piece: Uint8Array): Generator<readonly [line: Uint8Array, before: Uint8Array]> {
    for (let at = 0; at < piece.length;) {
      const line = this.#turns[this.#count % 2];
      const part = piece.subarray(at, at + line.length - this.#filled);
      line.set(part, this.#filled);
      at += part.length;
      this.#filled = (this.#filled + part.length) % line.length;
      if (this.#filled > 0) continue;
      this.#count++;
      yield [line, this.#turns[this.#count % 2]];
    }
  }
}
