import { fetchModel } from '../../src/worker/storage/model-store.js';
import type { FetchableModel } from '../../src/models/download/model-key.js';

/** Fetches one model into the store, and says when it is there. */
self.onmessage = async ({ data }: MessageEvent<FetchableModel>) => {
  await fetchModel(data);
  self.postMessage('kept');
};
