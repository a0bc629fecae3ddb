import { releaseProxy, type ProxyMethods } from 'comlink';
import type { Progress } from '../../progress.js';

export type ProgressCallback = (progress: Progress) => void;

/**
 * Gives `work` a callback that reports to the page, and lets go of the page's function when the work is done.
 * Reports and the result travel through different ports, so the result waits until the last partial map was heard, which
 * must not come after the whole one. Of how far the work came, nothing is to be known any more once it is done: waiting
 * for that would cost a turn of the page's event loop.
 */
export async function progressReporter<T>(
  callback: ProgressCallback | undefined,
  work: (onProgress: ProgressCallback) => Promise<T>,
): Promise<T> {
  const remote: (ProgressCallback & Partial<ProxyMethods>) | undefined = callback;
  let heard: Promise<unknown> = Promise.resolve();
  try {
    const result = await work((progress) => {
      // What comes of the report on the page is the page's affair.
      const hearing = Promise.resolve(remote?.(progress)).catch(() => undefined);
      if (progress.partial) heard = hearing;
    });
    await heard;
    return result;
  } finally {
    releaseRemote(remote);
  }
}

/** Lets go of a function of the page. */
export function releaseRemote(remote: (object & Partial<ProxyMethods>) | undefined): void {
  remote?.[releaseProxy]?.();
}
