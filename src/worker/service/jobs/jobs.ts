import type { Request } from '../../protocol.js';
import { Job } from './job.js';
import { progressReporter, type ProgressCallback } from './progress-reporter.js';

/** The requests under way, so that a cancel finds its own. */
export class Jobs {
  readonly #jobs = new Map<string, Job>();

  /** Runs `work` as the job of `request`. */
  async run<T>(
    { id, urgency }: Request,
    callback: ProgressCallback | undefined,
    work: (job: Job) => Promise<T>,
  ): Promise<T> {
    try {
      return await progressReporter(callback, (report) => {
        const job = new Job(urgency, report);
        this.#jobs.set(id, job);
        return work(job);
      });
    } finally {
      this.#jobs.delete(id);
    }
  }

  cancel(id: string): void {
    this.#jobs.get(id)?.cancel();
  }
}
