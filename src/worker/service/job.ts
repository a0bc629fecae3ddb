import { throwIfAborted } from '../../errors.js';

/** One request in the worker, which can be told to stop between two steps. */
export class Job {
  readonly #controller = new AbortController();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  cancel(): void {
    this.#controller.abort();
  }

  /** @throws SaliencyError `aborted` once the job was cancelled. */
  check(): void {
    throwIfAborted(this.signal);
  }

  /**
   * Lets messages in, a cancel among them: sessions on the WASM execution provider run from one microtask to
   * the next without ever giving the event loop a turn.
   *
   * @throws SaliencyError `aborted` once the job was cancelled.
   */
  async pause(): Promise<void> {
    this.check();
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(undefined);
    });
    this.check();
  }
}
