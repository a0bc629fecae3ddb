/** Higher goes first. Read when a turn is given away, so that a task that became urgent while it waited overtakes. */
export interface Urgent {
  readonly urgency: number;
}

interface Waiting {
  readonly urgent: Urgent;
  readonly run: () => Promise<void>;
}

/**
 * One task at a time: the most urgent first, those of equal urgency in the order in which they came. A task that
 * fails does not stop those behind it.
 */
export class PriorityQueue {
  readonly #waiting: Waiting[] = [];
  #isRunning = false;

  add<T>(urgent: Urgent, task: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const run = (): Promise<void> => Promise.resolve().then(task).then(resolve, reject);
      this.#waiting.push({ urgent, run });
      if (!this.#isRunning) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#isRunning = true;
    for (let next = this.#take(); next; next = this.#take()) await next.run();
    this.#isRunning = false;
  }

  #take(): Waiting | undefined {
    const highest = this.#waiting.reduce((most, { urgent }) => Math.max(most, urgent.urgency), -Infinity);
    const at = this.#waiting.findIndex(({ urgent }) => urgent.urgency === highest);
    return at < 0 ? undefined : this.#waiting.splice(at, 1)[0];
  }
}
