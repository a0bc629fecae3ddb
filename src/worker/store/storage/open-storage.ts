import { openCacheStorage } from './cache-storage.js';
import { memoryStorage } from './memory-storage.js';
import type { ModelStorage, StorageKind } from './model-storage.js';
import { hasOpfs, openOpfsStorage } from './opfs-storage.js';

/** `auto` takes the best that this browser offers in this mode. */
export type StoragePreference = 'auto' | StorageKind;

interface Candidate {
  readonly kind: StorageKind;
  readonly exists: () => boolean;
  readonly open: () => Promise<ModelStorage>;
}

/** Best first. */
const CANDIDATES: readonly Candidate[] = [
  { kind: 'opfs', exists: hasOpfs, open: openOpfsStorage },
  { kind: 'cache', exists: () => typeof caches !== 'undefined', open: openCacheStorage },
  { kind: 'memory', exists: () => true, open: () => Promise.resolve(memoryStorage) },
];

/**
 * Opens the first storage at or after `preference` that works here. Private windows offer some of these and then
 * refuse them, so each is tried rather than believed.
 */
export async function openStorage(preference: StoragePreference = 'auto'): Promise<ModelStorage> {
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
