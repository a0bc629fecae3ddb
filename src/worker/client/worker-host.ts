import { releaseProxy, wrap, type Remote } from 'comlink';
import { abortedError, SaliencyError, throwIfAborted } from '../../errors.js';
import { installErrorHandler } from './comlink-errors.js';
import { createWorker } from './create-worker.js';
import type { SaliencyService } from '../protocol.js';

export type RemoteService = Remote<SaliencyService>;

/** Milliseconds. */
export interface HostLimits {
  /** For the worker's script to load and answer the first ping. */
  readonly start: number;
  /** An aborted call that nobody else waits behind may go on for so long before its worker is ended. */
  readonly abort: number;
  /** A worker with calls under way that answers no ping for so long is given up. */
  readonly silence: number;
}

const LIMITS: HostLimits = { start: 30_000, abort: 5_000, silence: 120_000 };
const PINGS_UNTIL_SILENT = 4;

/** After these a realm is of no more use; see the quirk `lastingFailures`. */
const FATAL = new Set(['device-lost', 'out-of-memory', 'csp-wasm']);

interface Running {
  readonly worker: Worker;
  readonly remote: RemoteService;
  readonly started: Promise<void>;
  answered: boolean;
}

function loadError(event?: Event): SaliencyError {
  const reason = event instanceof ErrorEvent && event.message ? ` (${event.message})` : '';
  return new SaliencyError(
    'worker-load',
    `The saliency worker did not start${reason}. Check that worker.js is served beside the library, or set workerUrl to where it is.`,
  );
}

function lostError(reason: string): SaliencyError {
  return new SaliencyError(
    'worker-lost',
    `The saliency worker ended unexpectedly: ${reason}. Try again; it starts afresh.`,
  );
}

/**
 * One worker, replaced whenever it fails. Comlink never settles a call whose worker died, so every call here is
 * raced against the worker's failure; nothing waits for ever.
 */
export class WorkerHost {
  /** Counts the workers started: a caller compares it to see that its state in the worker is gone. */
  generation = 0;

  readonly #workerUrl: string | undefined;
  readonly #limits: HostLimits;
  readonly #pending = new Set<(error: SaliencyError) => void>();
  #running: Running | undefined;
  #watchdog: ReturnType<typeof setInterval> | undefined;

  constructor(workerUrl?: string, limits: Partial<HostLimits> = {}) {
    this.#workerUrl = workerUrl;
    this.#limits = { ...LIMITS, ...limits };
  }

  /** Calls under way. */
  get busy(): boolean {
    return this.#pending.size > 0;
  }

  /**
   * Runs one call in the worker, which is started first where there is none. Once `signal` fires the call rejects at
   * once; `cancel` then asks the worker to stop, and a worker that does not is ended unless others wait for it.
   *
   * @throws SaliencyError what the worker threw, or `aborted`, `worker-load` or `worker-lost`.
   */
  async call<T>(
    invoke: (service: RemoteService) => Promise<T>,
    abort: { signal?: AbortSignal; cancel?: (service: RemoteService) => Promise<void> } = {},
  ): Promise<T> {
    throwIfAborted(abort.signal);
    const running = this.start();
    const answer = running.started.then(() => invoke(running.remote));
    const onAbort = (): void => {
      void running.started.then(() => abort.cancel?.(running.remote)).catch(() => undefined);
      void this.#endUnlessSettled(running, answer);
    };
    try {
      return await this.#settle(answer, abort.signal, onAbort);
    } catch (thrown) {
      const error = thrown as SaliencyError;
      if (FATAL.has(error.code)) this.#end(running, lostError(error.message));
      throw error;
    }
  }

  /** Starts a worker unless one runs. */
  start(): Running {
    if (this.#running) return this.#running;
    installErrorHandler();
    const worker = createWorker(this.#workerUrl);
    const remote = wrap<SaliencyService>(worker);
    const running: Running = { worker, remote, started: this.#firstPing(remote), answered: false };
    running.started.then(
      () => (running.answered = true),
      () => this.#end(running, loadError()),
    );
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#end(running, running.answered ? lostError(event.message) : loadError(event));
    });
    worker.addEventListener('messageerror', () =>
      this.#end(running, lostError('a message could not be read')),
    );
    this.generation += 1;
    this.#running = running;
    return running;
  }

  /** Ends the worker; what is under way rejects with `error`. The next call starts another. */
  stop(error: SaliencyError = lostError('it was stopped')): void {
    if (this.#running) this.#end(this.#running, error);
  }

  async #firstPing(remote: RemoteService): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(loadError()), this.#limits.start);
    });
    try {
      await Promise.race([remote.ping(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #settle<T>(answer: Promise<T>, signal: AbortSignal | undefined, onAbort: () => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const done = (): void => {
        signal?.removeEventListener('abort', abort);
        this.#pending.delete(fail);
        if (this.#pending.size === 0) this.#unwatch();
      };
      const fail = (error: SaliencyError): void => {
        done();
        reject(error);
      };
      const abort = (): void => {
        fail(abortedError());
        onAbort();
      };
      this.#pending.add(fail);
      signal?.addEventListener('abort', abort);
      this.#watch();
      answer.then(
        (value) => {
          done();
          resolve(value);
        },
        (thrown: unknown) => fail(SaliencyError.from(thrown)),
      );
    });
  }

  async #endUnlessSettled(running: Running, answer: Promise<unknown>): Promise<void> {
    const late = new Promise<boolean>((resolve) => setTimeout(resolve, this.#limits.abort, true));
    const settled = answer.then(
      () => false,
      () => false,
    );
    if ((await Promise.race([late, settled])) && this.#pending.size === 0)
      this.#end(running, lostError('it was stopped'));
  }

  /** A worker that ran out of memory or closed itself sends no event: only its silence tells. */
  #watch(): void {
    if (this.#watchdog !== undefined) return;
    let unanswered = 0;
    this.#watchdog = setInterval(() => {
      const running = this.#running;
      if (!running?.answered) return;
      if (unanswered >= PINGS_UNTIL_SILENT) return this.#end(running, lostError('it no longer answers'));
      unanswered += 1;
      running.remote.ping().then(
        () => (unanswered = 0),
        () => undefined,
      );
    }, this.#limits.silence / PINGS_UNTIL_SILENT);
  }

  #unwatch(): void {
    clearInterval(this.#watchdog);
    this.#watchdog = undefined;
  }

  #end(running: Running, error: SaliencyError): void {
    if (this.#running !== running) return;
    this.#running = undefined;
    running.remote[releaseProxy]();
    running.worker.terminate();
    this.#unwatch();
    for (const fail of [...this.#pending]) fail(error);
  }
}
