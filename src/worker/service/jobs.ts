import type { RequestKey } from '../protocol.js';
import { Job } from './job.js';

/** The requests under way, so that a cancel finds its own. */
export class Jobs {
  readonly #jobs = new Map<string, Job>();
  readonly #latest = new Map<string, Job>();

  /** Runs `work` as the job of `key`. */
  async run<T>(key: RequestKey, work: (job: Job) => Promise<T>): Promise<T> {
    const name = `${key.client} ${key.request}`;
    const job = new Job();
    this.#jobs.set(name, job);
    try {
      return await work(job);
    } finally {
      this.#jobs.delete(name);
    }
  }

  /** As {@link run}, but a newer call of the same client cancels an older one: only the latest answer counts. */
  runLatest<T>(key: RequestKey, work: (job: Job) => Promise<T>): Promise<T> {
    return this.run(key, async (job) => {
      this.#latest.get(key.client)?.cancel();
      this.#latest.set(key.client, job);
      try {
        return await work(job);
      } finally {
        if (this.#latest.get(key.client) === job) this.#latest.delete(key.client);
      }
    });
  }

  cancel(key: RequestKey): void {
    this.#jobs.get(`${key.client} ${key.request}`)?.cancel();
  }
}
