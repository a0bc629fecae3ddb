import type { WorkerHost } from './worker-host.js';

interface Entry {
  readonly host: WorkerHost;
  users: number;
}

const entries = new Map<string, Entry>();

/**
 * One worker for all clients of a page with the same settings: ORT's heap and the GPU device exist once, and the
 * worker's queue keeps the clients out of each other's way. Pair every call with {@link releaseHost}.
 */
export function acquireHost(key: string, create: () => WorkerHost): WorkerHost {
  const entry = entries.get(key) ?? { host: create(), users: 0 };
  entry.users += 1;
  entries.set(key, entry);
  return entry.host;
}

/** The last one out ends the worker, which is the only way to give its memory back. */
export function releaseHost(key: string): void {
  const entry = entries.get(key);
  if (!entry) return;
  entry.users -= 1;
  if (entry.users > 0) return;
  entries.delete(key);
  entry.host.stop();
}
