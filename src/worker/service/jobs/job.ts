import { throwIfAborted } from '../../../errors.js';
import { URGENCIES, type Urgency } from '../../protocol.js';
import type { Progress } from '../../progress.js';

/** Work that can be told to stop between two steps, waits its turn by urgency, and reports how far it came. */
export interface Work {
  readonly signal: AbortSignal;
  /** See `PriorityQueue`. */
  readonly urgency: number;
  readonly report: (progress: Progress) => void;
}

/** One request in the worker. */
export class Job implements Work {
  readonly urgency: number;
  readonly report: (progress: Progress) => void;
  readonly #controller = new AbortController();

  constructor(urgency: Urgency, report: (progress: Progress) => void = () => undefined) {
    this.urgency = URGENCIES[urgency];
    this.report = report;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  cancel(): void {
    this.#controller.abort();
  }
}

/**
 * Lets messages in, a cancel among them: sessions on the WASM execution provider run from one microtask to
 * the next without ever giving the event loop a turn.
 *
 * @throws SaliencyError `aborted` once the work was cancelled.
 */
export async function pause({ signal }: Work): Promise<void> {
  throwIfAborted(signal);
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
  throwIfAborted(signal);
}
