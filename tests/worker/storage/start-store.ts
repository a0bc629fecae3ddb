import { wrap, type Remote } from 'comlink';
import { onTestFinished } from 'vitest';
import type { SaliencyError } from '../../../src/errors.js';
import { installErrorHandler } from '../../../src/worker/client/comlink-errors.js';
import type { FetchReason } from '../../../src/models/download/fetch-error.js';
import type { StoreWorker } from './store-worker.js';

/** Few and quick attempts, so that faults show within a test. */
export const LIMITS = { attempts: 3, totalAttempts: 6, pauseMs: 10 };

export interface RunningStore {
  readonly store: Remote<StoreWorker>;
  /** As a closed tab: no chance to clean up. */
  kill(): void;
}

/** A store in a worker of its own, as in one more tab; ended with the test. */
export function startStore(): RunningStore {
  installErrorHandler();
  const worker = new Worker(new URL('./store-worker.ts', import.meta.url), { type: 'module' });
  onTestFinished(() => worker.terminate());
  return { store: wrap<StoreWorker>(worker), kill: () => worker.terminate() };
}

export async function sha256(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export interface Failure {
  readonly code: string;
  readonly reason: FetchReason | undefined;
  readonly message: string;
}

/** What the promise was rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (thrown) {
    const { code, message, details } = thrown as SaliencyError;
    return { code, message, reason: (details as { reason?: FetchReason } | undefined)?.reason };
  }
  throw new Error('The promise was fulfilled.');
}
