import type { GivenCard } from '../../models/model-card.js';
import type { ModelSource } from '../../models/model-source.js';

/** A model as a page gives it. */
export interface GivenModel extends Omit<ModelSource, 'data' | 'card'> {
  /** Besides what a source has: a name in the client's catalogue, bytes in memory, or a file of the user's disk by its handle. */
  readonly data: ModelSource['data'] | ArrayBuffer | FileSystemFileHandle;
  readonly card?: GivenCard;
}
