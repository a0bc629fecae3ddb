import { fetchError } from '../../models/download/fetch-error.js';
import type { BrowserStorage, StorageKind } from './browser-storage.js';
import { openStorages, type StoragePreference } from './open-storage.js';
import { ifFree, modelLock } from './with-lock.js';

/** A model in the store, for a list that people see. */
export interface KeptModel {
  /** The SHA-256 of the file as downloaded where it was given, else a hash of its address. */
  readonly key: string;
  readonly name: string;
  readonly url: string;
  /** On disk. */
  readonly bytes: number;
  /** False for a download that broke off and can be resumed. */
  readonly isComplete: boolean;
  /** Milliseconds since the epoch. */
  readonly savedAt: number;
  readonly storage: StorageKind;
}

/** What the models take of what the browser allows. */
export interface StorageUse {
  /** Bytes of all kept models, unfinished downloads included. */
  readonly models: number;
  /** Bytes of all that this origin keeps. */
  readonly usage?: number;
  /** What the browser allows this origin. */
  readonly quota?: number;
  /** True: the browser will not delete the models by itself when the disk runs full. */
  readonly isPersistent: boolean;
}

async function modelsIn(store: BrowserStorage): Promise<readonly KeptModel[]> {
  return Promise.all(
    (await store.records()).map(async ({ key, name, url, status, savedAt }) => ({
      key,
      name,
      url,
      bytes: (await store.open(key))?.size ?? 0,
      isComplete: status === 'complete',
      savedAt,
      storage: store.kind,
    })),
  );
}

/** Every file in the store, the largest first, unfinished downloads included. */
export async function listModels(storage?: StoragePreference): Promise<readonly KeptModel[]> {
  const kept = (await Promise.all((await openStorages(storage)).map(modelsIn))).flat();
  return kept.sort((a, b) => b.bytes - a.bytes);
}

/**
 * Deletes a model by name or key; resolves to the bytes that became free (0: there was none). An overlay that has it open
 * goes on with it, and fetches it again when it needs more of it.
 *
 * @throws SaliencyError `model-fetch`, reason `busy`, while a tab is fetching it.
 */
export async function deleteModel(nameOrKey: string, storage?: StoragePreference): Promise<number> {
  let freed = 0;
  for (const store of await openStorages(storage)) {
    const records = await store.records();
    const matches = records.filter(({ key, name }) => key === nameOrKey || name === nameOrKey);
    for (const { key, name } of matches) freed += await deleteFrom(store, key, name);
  }
  return freed;
}

async function deleteFrom(store: BrowserStorage, key: string, name: string): Promise<number> {
  const bytes = await ifFree(modelLock(key), async () => {
    const size = (await store.open(key))?.size ?? 0;
    await store.remove(key);
    return size;
  });
  if (bytes !== undefined) return bytes;
  throw fetchError('model-fetch', `"${name}" is being fetched. Cancel that first, then delete it.`, {
    reason: 'busy',
  });
}

/** How much room the models take; what the browser does not tell is absent. */
export async function storageUse(): Promise<StorageUse> {
  const models = (await listModels()).reduce((sum, { bytes }) => sum + bytes, 0);
  try {
    const { usage, quota } = await navigator.storage.estimate();
    return { models, usage, quota, isPersistent: await navigator.storage.persisted() };
  } catch {
    return { models, isPersistent: false };
  }
}
