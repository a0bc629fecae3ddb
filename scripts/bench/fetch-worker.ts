import { fetchModel } from '../../src/worker/store/model-store.js';
import type { FetchableModel } from '../../src/worker/store/model-key.js';

/** Fetches one model into the store, and says when it is there. */
self.onmessage = async ({ data }: MessageEvent<FetchableModel>) => {
  await fetchModel(data);
  self.postMessage('kept');
};
