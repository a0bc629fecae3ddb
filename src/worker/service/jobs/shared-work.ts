import { untilAborted } from '../../../async/until-aborted.js';
import type { Progress } from '../../progress.js';
import type { Work } from './job.js';

/** Work that several wait for: as urgent as the most urgent of them, and given up when all of them are gone. */
class Shared<T> implements Work {
  readonly #controller = new AbortController();
  readonly #waiting = new Set<Work>();
  #latest: Progress | undefined;
  #answer: Promise<T> | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get urgency(): number {
    return [...this.#waiting].reduce((most, { urgency }) => Math.max(most, urgency), -Infinity);
  }

  readonly report = (progress: Progress): void => {
    this.#latest = progress;
    for (const work of this.#waiting) work.report(progress);
  };

  async join(work: Work, start: (shared: Work) => Promise<T>): Promise<T> {
    this.#waiting.add(work);
    if (this.#latest) work.report(this.#latest);
    const answer = (this.#answer ??= start(this));
    try {
      return await untilAborted(answer, work.signal);
    } finally {
      this.#waiting.delete(work);
      if (this.#waiting.size === 0) await this.#giveUp(answer);
    }
  }

  /** The last one to leave stays until the run in hand has ended: the page ends a worker in which that takes too long. */
  async #giveUp(answer: Promise<T>): Promise<void> {
    this.#controller.abort();
    await answer.catch(() => undefined);
  }
}

/** Equal work under way at the same time is done once, for all who ask for it. */
export class SharedWork<T> {
  readonly #shared = new Map<string, Shared<T>>();

  /**
   * @param key equal keys mean equal work
   * @param start called for the first who asks; the work that it gets is that of all who wait
   */
  async join(key: string, work: Work, start: (shared: Work) => Promise<T>): Promise<T> {
    const known = this.#shared.get(key);
    const shared = known && !known.signal.aborted ? known : new Shared<T>();
    this.#shared.set(key, shared);
    try {
      return await shared.join(work, start);
    } finally {
      if (shared.signal.aborted && this.#shared.get(key) === shared) this.#shared.delete(key);
    }
  }
}
