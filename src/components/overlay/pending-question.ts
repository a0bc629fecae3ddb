import type { Explanation } from '../../worker/explanation.js';
import type { ExplainRequest } from './explain-controller.js';
import { untilAborted } from '../../async/until-aborted.js';

/** Equal keys, for requests about the same target, model and card, mean the same answer. */
function keyOf({ pixels, client, options }: ExplainRequest): string {
  const sorted = Object.entries(options).sort(([a], [b]) => a.localeCompare(b));
  return JSON.stringify([pixels, client, sorted.filter(([, value]) => value !== undefined)]);
}

/**
 * A question under way. Whoever puts the same one meanwhile waits for the same answer; it is given up when the
 * signals of all who wait have fired.
 */
export class PendingQuestion {
  readonly #request: ExplainRequest;
  readonly #key: string;
  readonly #ask: (pending: PendingQuestion) => Promise<Explanation>;
  readonly #stop = new AbortController();
  #answer: Promise<Explanation> | undefined;
  #waiting = 0;

  /** @param ask called once, when the first one waits */
  constructor(request: ExplainRequest, ask: (pending: PendingQuestion) => Promise<Explanation>) {
    this.#request = request;
    this.#ask = ask;
    this.#key = keyOf(request);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  abort(reason?: unknown): void {
    this.#stop.abort(reason);
  }

  isAbout(request: ExplainRequest): boolean {
    const { target, model, card } = this.#request;
    const same = request.target === target && request.model === model && request.card === card;
    return same && !this.signal.aborted && keyOf(request) === this.#key;
  }

  async join(signal: AbortSignal | undefined): Promise<Explanation> {
    const answer = (this.#answer ??= this.#ask(this));
    this.#waiting++;
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
