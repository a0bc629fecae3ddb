import type { GivenCard } from '../../models/model-card.js';
import type { ModelSource } from '../../models/model-source.js';

/** A model as a page gives it, which may have a file of its user's disk by its handle. */
export interface GivenModel extends Omit<ModelSource, 'data' | 'card' | 'id'> {
  readonly data: ModelSource['data'] | FileSystemFileHandle;
  readonly card: GivenCard;
}
