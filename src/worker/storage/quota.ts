import type { SaliencyError } from '../../errors.js';
import { fetchError } from '../../models/download/fetch-error.js';
import { formatBytes } from '../../models/download/format-bytes.js';
import type { BrowserStorage } from './browser-storage.js';

export function isQuotaError(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'QuotaExceededError';
}

async function estimate(): Promise<StorageEstimate> {
  try {
    return (await navigator.storage?.estimate()) ?? {};
  } catch {
    return {};
  }
}

/** The error for a model that does not fit: how much there is, and what could be deleted. */
export async function quotaError(
  storage: BrowserStorage,
  name: string,
  needed: number,
  cause?: unknown,
): Promise<SaliencyError> {
  const { quota = 0, usage = 0 } = await estimate();
  const kept = await Promise.all(
    (await storage.records()).map(async ({ key, name: title }) => ({
      name: title,
      bytes: (await storage.open(key))?.size ?? 0,
    })),
  );
  const wanted = needed > 0 ? `${formatBytes(needed)} of space` : 'more space than there is';
  const isTooLarge = quota > 0 && needed > quota - usage;
  const room = isTooLarge
    ? `, but of the ${formatBytes(quota)} that the browser allows this page, ${formatBytes(usage)} are used`
    : ', and the browser refused it';
  const remedy =
    kept.length > 0
      ? `Delete a kept model (${kept.map((model) => `${model.name}, ${formatBytes(model.bytes)}`).join('; ')})`
      : "Free space on the disk, or clear other data of this site in the browser's settings";
  return fetchError(
    'quota',
    `"${name}" cannot be kept: it needs ${wanted}${room}. ${remedy}, or choose a smaller model.`,
    { reason: 'quota', needed, quota, usage, kept },
    cause,
  );
}

/**
 * Refuses a download before it starts where the browser says that it cannot end well.
 *
 * @throws SaliencyError `quota`.
 */
export async function ensureRoom(storage: BrowserStorage, name: string, needed: number): Promise<void> {
  if (storage.kind === 'memory' || needed <= 0) return;
  const { quota, usage = 0 } = await estimate();
  if (quota === undefined || needed <= quota - usage) return;
  throw await quotaError(storage, name, needed);
}
