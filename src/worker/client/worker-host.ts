import { releaseProxy, wrap } from 'comlink';
import { untilAborted } from '../../async/until-aborted.js';
import { abortedError, SaliencyError, throwIfAborted } from '../../errors.js';
import { installErrorHandler } from './comlink-errors.js';
import { createWorker } from './create-worker.js';
import type { HeldContent } from './held.js';
import type { RemoteService } from './remote-service.js';
import { Leases } from './leases.js';
import type { SaliencyService, StartOptions } from '../protocol.js';

/** Milliseconds. */
export interface HostLimits {
  /** For the worker's script to load and answer. */
  readonly start: number;
  /** An aborted call that nobody else waits behind may go on for so long before its worker is ended. */
  readonly abort: number;
  /** A worker with calls under way that answers no ping for so long is given up. */
  readonly silence: number;
}

const LIMITS: HostLimits = { start: 30_000, abort: 5_000, silence: 120_000 };
const PINGS_UNTIL_SILENT = 4;

/** After these a realm is of no more use; see the quirk `lastingFailures`. */
const FATAL = new Set(['device-lost', 'out-of-memory', 'csp-wasm', 'worker-load']);

interface Running {
  readonly worker: Worker;
  readonly remote: RemoteService;
  readonly started: Promise<void>;
  /** What it is being given, by key. */
  readonly supplies: Map<string, Promise<void>>;
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
  /** What the clients of this worker hold. */
  readonly leases = new Leases((key) => this.#forget(key));

  readonly #options: StartOptions;
  readonly #workerUrl: string | undefined;
  readonly #limits: HostLimits;
  readonly #pending = new Set<(error: SaliencyError) => void>();
  #running: Running | undefined;
  #watchdog: ReturnType<typeof setInterval> | undefined;

  constructor(options: StartOptions, workerUrl?: string, limits: Partial<HostLimits> = {}) {
    this.#options = options;
    this.#workerUrl = workerUrl;
    this.#limits = { ...LIMITS, ...limits };
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
    const running = this.#start();
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

  /**
   * Gives the worker what it lacks, once however many ask for it.
   *
   * @throws SaliencyError what reading it ends with, or as {@link call}
   */
  async supply({ lease, send }: HeldContent, signal: AbortSignal): Promise<void> {
    const { supplies } = this.#start();
    const known = supplies.get(lease.key);
    const supply = known ?? this.call((service) => send(service, lease.key));
    if (!known) {
      supplies.set(lease.key, supply);
      const done = (): boolean => supplies.delete(lease.key);
      supply.then(done, done);
    }
    await untilAborted(supply, signal);
  }

  /** Starts a worker unless one runs. */
  #start(): Running {
    if (this.#running) return this.#running;
    installErrorHandler();
    const worker = createWorker(this.#workerUrl);
    const remote = wrap<SaliencyService>(worker);
    const running: Running = {
      worker,
      remote,
      started: this.#startService(remote),
      supplies: new Map(),
      answered: false,
    };
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
    this.#running = running;
    return running;
  }

  /** Ends the worker; what is under way rejects with `error`. The next call starts another. */
  stop(error: SaliencyError = lostError('it was stopped')): void {
    if (this.#running) this.#end(this.#running, error);
  }

  async #startService(remote: RemoteService): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(loadError()), this.#limits.start);
    });
    try {
      await Promise.race([remote.start(this.#options), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #forget(key: string): void {
    const running = this.#running;
    running?.started.then(() => running.remote.forget(key)).catch(() => undefined);
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
