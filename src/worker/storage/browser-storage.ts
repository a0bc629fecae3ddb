import type { ModelRecord, ModelStorage } from '../../models/download/model-storage.js';

/** Where a browser keeps models: `opfs` is the origin private file system. */
export type StorageKind = 'opfs' | 'cache' | 'memory';

/** A storage of many models, whose files stay on disk where the browser can. */
export interface BrowserStorage extends ModelStorage {
  readonly kind: StorageKind;
  records(): Promise<readonly ModelRecord[]>;
  open(key: string): Promise<Blob | undefined>;
}
