import type { Timings } from '../../explanation.js';

type Step = 'preprocess' | 'trunk' | 'head' | 'map';

/** Measures what one request really ran. */
export class Meter {
  readonly #started = performance.now();
  readonly #spent: Record<Step, number> = { preprocess: 0, trunk: 0, head: 0, map: 0 };
  readonly #runs = { trunk: 0, head: 0 };

  async time<T>(step: Step, work: () => T | Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#spent[step] += performance.now() - start;
    }
  }

  /** As {@link time}, for a session run. */
  run<T>(step: 'trunk' | 'head', work: () => Promise<T>): Promise<T> {
    this.#runs[step] += 1;
    return this.time(step, work);
  }

  timings(): Timings {
    return {
      ...this.#spent,
      total: performance.now() - this.#started,
      trunkRuns: this.#runs.trunk,
      headRuns: this.#runs.head,
    };
  }
}
