import { SaliencyError } from '../../errors.js';

/** A module worker may not come from another origin, but a script of our own origin may import one that does. */
function throughImport(url: string): string {
  return URL.createObjectURL(new Blob([`import ${JSON.stringify(url)};`], { type: 'text/javascript' }));
}

type WorkerConstructor = new (url: string | URL, options?: WorkerOptions) => Worker;

/** A function, not a subclass: this module is also imported where `Worker` does not exist (server rendering). */
const AnyOriginWorker = function (url: string | URL, options?: WorkerOptions): Worker {
  const absolute = new URL(url, document.baseURI);
  const direct = absolute.origin === location.origin || absolute.protocol === 'blob:';
  return new Worker(direct ? absolute : throughImport(absolute.href), options);
} as unknown as WorkerConstructor;

function sameOriginWorker(): Worker {
  return new Worker(new URL('../service/saliency-worker.ts', import.meta.url), { type: 'module' });
}

/** The same literal expression, which bundlers recognise by its text, with another constructor under the name. */
function anyOriginWorker(Worker: WorkerConstructor): Worker {
  return new Worker(new URL('../service/saliency-worker.ts', import.meta.url), { type: 'module' });
}

function defaultWorker(): Worker {
  try {
    return sameOriginWorker();
  } catch {
    return anyOriginWorker(AnyOriginWorker);
  }
}

/**
 * Starts the worker: the one that was built beside this module, or the one at `workerUrl` (relative to the page).
 *
 * @throws SaliencyError `worker-load` where the page's policy forbids it; a script that is missing or broken shows
 * only later, in the worker's `error` event.
 */
export function createWorker(workerUrl?: string): Worker {
  try {
    return workerUrl ? new AnyOriginWorker(workerUrl, { type: 'module' }) : defaultWorker();
  } catch (cause) {
    throw new SaliencyError(
      'worker-load',
      "The page may not start the saliency worker. Allow it in the page's Content-Security-Policy (worker-src), or serve worker.js from the page's own origin and set workerUrl.",
      { cause },
    );
  }
}
