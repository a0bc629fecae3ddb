import type { BrowserStorage, StorageKind } from './browser-storage.js';
import { openCacheStorage } from './cache-storage.js';
import { memoryStorage } from './memory-storage.js';
import { canReadOpfs, hasOpfs, openOpfsStorage } from './opfs-storage.js';

/** `auto` takes the best that this browser offers in this mode. */
export type StoragePreference = 'auto' | StorageKind;

interface Candidate {
  readonly kind: StorageKind;
  /** Whether this realm can write there; */
  readonly exists: () => boolean;
  /** ... or see and delete what another realm wrote. */
  readonly canRead: () => boolean;
  readonly open: () => Promise<BrowserStorage>;
}

/** Best first. */
const CANDIDATES: readonly Candidate[] = [
  { kind: 'opfs', exists: hasOpfs, canRead: canReadOpfs, open: openOpfsStorage },
  { kind: 'cache', exists: hasCaches, canRead: hasCaches, open: openCacheStorage },
  { kind: 'memory', exists: () => true, canRead: () => true, open: () => Promise.resolve(memoryStorage) },
];

function hasCaches(): boolean {
  return typeof caches !== 'undefined';
}

/**
 * Opens the first storage at or after `preference` that works here. Private windows offer some of these and then
 * refuse them, so each is tried rather than believed.
 */
export async function openStorage(preference: StoragePreference = 'auto'): Promise<BrowserStorage> {
  const first = CANDIDATES.findIndex(({ kind }) => kind === preference);
  const candidates = CANDIDATES.slice(Math.max(first, 0)).filter(({ exists }) => exists());
  for (const { open } of candidates) {
    try {
      return await open();
    } catch {
      // The next one; the last always opens.
    }
  }
  return memoryStorage;
}

/**
 * Every storage that models may be kept in, or only the one asked for, to look at and to delete from: pages can do both
 * with files that only their workers can write.
 */
export async function openStorages(only: StoragePreference = 'auto'): Promise<readonly BrowserStorage[]> {
  const candidates = CANDIDATES.filter(
    ({ kind, canRead }) => canRead() && (only === 'auto' || kind === only),
  );
  const opened = await Promise.allSettled(candidates.map(({ open }) => open()));
  return opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}
