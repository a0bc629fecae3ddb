import { untilAborted } from '../../../async/until-aborted.js';
import type { Explanation } from '../../../worker/explanation.js';
import type { Asked, Asker } from './asked.js';

/** Equal keys, for questions about the same image, model and card, mean the same answer. */
function keyOf({ client, options }: Asked): string {
  const sorted = Object.entries(options).sort(([a], [b]) => a.localeCompare(b));
  return JSON.stringify([client, sorted.filter(([, value]) => value !== undefined)]);
}

/**
 * A question under way. Whoever asks the same meanwhile waits for the same answer; it is given up when the
 * signals of all who wait have fired.
 */
export class PendingQuestion {
  readonly asked: Asked;
  /** Content of the image that it is about, once that is known. */
  image: string | undefined;
  /** The page, once it waits too. */
  asker: Asker = 'element';
  readonly #version: number;
  readonly #key: string;
  readonly #ask: (pending: PendingQuestion) => Promise<Explanation>;
  readonly #stop = new AbortController();
  #answer: Promise<Explanation> | undefined;
  #waiting = 0;

  /**
   * @param version of the image slot, which counts what may be another picture
   * @param ask called once, when the first one waits
   */
  constructor(asked: Asked, version: number, ask: (pending: PendingQuestion) => Promise<Explanation>) {
    this.asked = asked;
    this.#version = version;
    this.#ask = ask;
    this.#key = keyOf(asked);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  abort(reason?: unknown): void {
    this.#stop.abort(reason);
  }

  isAbout(asked: Asked, version: number): boolean {
    const { model, card } = this.asked;
    const same = version === this.#version && asked.model === model && asked.card === card;
    return same && !this.signal.aborted && keyOf(asked) === this.#key;
  }

  async join(asker: Asker, signal: AbortSignal | undefined): Promise<Explanation> {
    if (asker === 'page') this.asker = 'page';
    this.#waiting++;
    const answer = (this.#answer ??= this.#ask(this));
    if (!signal) return answer;
    const leave = (): void => {
      if (--this.#waiting === 0) this.abort(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await untilAborted(answer, signal);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }
}
