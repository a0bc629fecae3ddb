import { throwIfAborted } from '../errors.js';

/** Waits for a promise no longer than until `signal` fires; then rejects with the contract's `aborted`. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const released = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const stop = (): void => reject(new Error('aborted'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true, signal: released.signal });
  });
  try {
    return await Promise.race([promise, aborted]);
  } catch (thrown) {
    throwIfAborted(signal);
    throw thrown;
  } finally {
    released.abort();
  }
}
