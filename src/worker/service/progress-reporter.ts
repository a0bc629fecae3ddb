import { releaseProxy, type ProxyMethods } from 'comlink';
import type { Progress } from '../protocol.js';

export type ProgressCallback = (progress: Progress) => void;

/** Gives `work` a callback that reports to the page, and lets go of the page's function when the work is done. */
export async function progressReporter<T>(
  callback: ProgressCallback | undefined,
  work: (onProgress: ProgressCallback) => Promise<T>,
): Promise<T> {
  const remote: (ProgressCallback & Partial<ProxyMethods>) | undefined = callback;
  try {
    // The call is a message; what comes of it on the page is the page's affair.
    return await work((progress) => void Promise.resolve(remote?.(progress)).catch(() => undefined));
  } finally {
    remote?.[releaseProxy]?.();
  }
}
