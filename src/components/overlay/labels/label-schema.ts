import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type { DraftBox } from '../../../drafts/draft-box.js';
import type { ImageDescription } from '../../../drafts/image-description.js';

/** A box that somebody dealt with. */
export interface BoxRow {
  /** Of the book. */
  readonly name: string;
  readonly image: string;
  readonly order: number;
  readonly box: DraftBox;
}

/** What exports say of an image, boxes or none. */
export interface ImageRow {
  readonly name: string;
  readonly image: string;
  readonly seen: number;
  readonly description?: ImageDescription;
}

export type BoxKey = [name: string, image: string, id: string];
export type ImageKey = [name: string, image: string];

export interface LabelSchema extends DBSchema {
  boxes: { key: BoxKey; value: BoxRow };
  images: { key: ImageKey; value: ImageRow };
}

export type LabelConnection = IDBPDatabase<LabelSchema>;

export type Upgrade = (
  database: LabelConnection,
  transaction: IDBPTransaction<LabelSchema, StoreNames<LabelSchema>[], 'versionchange'>,
) => void;

/** What each version added, the first one first: a database of version n has the first n of them behind it. */
export const UPGRADES: readonly Upgrade[] = [
  (database) => {
    database.createObjectStore('boxes', { keyPath: ['name', 'image', 'box.id'] });
    database.createObjectStore('images', { keyPath: ['name', 'image'] });
  },
];
