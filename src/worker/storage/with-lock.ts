import { abortedError } from '../../errors.js';

/** Name of the lock that whoever fetches the model, or deletes it, holds. */
export function modelLock(key: string): string {
  return `saliency-overlay:model:${key}`;
}

/**
 * Runs `task` while no other tab or worker of this origin holds the lock `name`. Where the browser has no locks
 * it simply runs.
 *
 * @throws SaliencyError `aborted` when `signal` fires while waiting.
 */
export async function withLock<T>(
  name: string,
  signal: AbortSignal | undefined,
  task: () => Promise<T>,
): Promise<T> {
  if (!navigator.locks) return task();
  let isOurs = false;
  const run = (): Promise<T> => {
    isOurs = true;
    return task();
  };
  try {
    return await (signal
      ? navigator.locks.request(name, { signal }, run)
      : navigator.locks.request(name, run));
  } catch (error) {
    throw !isOurs && signal?.aborted ? abortedError() : error;
  }
}

/** As {@link withLock}, but resolves to `undefined` at once where another holds the lock. */
export async function ifFree<T>(name: string, task: () => Promise<T>): Promise<T | undefined> {
  if (!navigator.locks) return task();
  return await navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? task() : undefined));
}
