/** First in, first out, one at a time: see the quirk `overlappingCalls`. A task that fails does not stop those behind it. */
export class RunQueue {
  #last: Promise<unknown> = Promise.resolve();

  add<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
