import { openDB } from 'idb';
import { UPGRADES, type LabelConnection, type LabelSchema, type Upgrade } from './label-schema.js';
import { blockedError, refusedError } from './storage-error.js';

export const DATABASE = 'saliency-overlay-labels';

export interface OpenOptions {
  /** Default: those of this version of the library. */
  readonly upgrades?: readonly Upgrade[];
  /** How long another tab may hold the database before that is an error, in milliseconds. Default 10,000. */
  readonly patience?: number;
}

export interface ConnectionEvents {
  /** There was no database, and an empty one was made. */
  readonly onCreated: () => void;
  /** The connection was closed: by the browser, or since a newer version waits for that. */
  readonly onLost: () => void;
}

/**
 * Opens the database, and makes it what this version needs.
 *
 * @throws SaliencyError `storage` and the errors of IndexedDB.
 */
export async function openLabelDatabase(
  { upgrades = UPGRADES, patience = 10_000 }: OpenOptions,
  { onCreated, onLost }: ConnectionEvents,
): Promise<LabelConnection> {
  if (typeof indexedDB === 'undefined') throw refusedError('it has no IndexedDB');
  const opening = openDB<LabelSchema>(DATABASE, upgrades.length, {
    upgrade: (database, from, _to, transaction) => {
      if (from === 0) onCreated();
      for (const upgrade of upgrades.slice(from)) upgrade(database, transaction);
    },
    blocking: (_from, _to, event) => {
      (event.target as IDBDatabase).close();
      onLost();
    },
    terminated: onLost,
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const held = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(blockedError()), patience);
  });
  try {
    return await Promise.race([opening, held]);
  } catch (thrown) {
    opening.then(
      (late) => late.close(),
      () => undefined,
    );
    throw thrown;
  } finally {
    clearTimeout(timer);
  }
}
