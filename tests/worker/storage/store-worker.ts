import { expose } from 'comlink';
import { installErrorHandler } from '../../../src/worker/client/comlink-errors.js';
import type { FetchableModel } from '../../../src/models/download/model-key.js';
import { deleteModel, listModels } from '../../../src/worker/storage/kept-models.js';
import { fetchModel, type FetchOptions } from '../../../src/worker/storage/model-store.js';
import type { DownloadProgress } from '../../../src/models/download/progress-meter.js';

type StoreOptions = Omit<FetchOptions, 'signal' | 'onProgress'>;

let controller = new AbortController();

/** The store in a dedicated worker, which is where it runs in the product. */
const storeWorker = {
  async fetch(
    model: FetchableModel,
    options: StoreOptions = {},
    onProgress?: (progress: DownloadProgress) => void,
  ): Promise<Blob> {
    controller = new AbortController();
    return (await fetchModel(model, { ...options, signal: controller.signal, onProgress })).file;
  },
  content: async (model: FetchableModel, options: StoreOptions = {}): Promise<string> =>
    (await fetchModel(model, options)).content,
  cancel: (): void => controller.abort(),
  /** The browser's own word for it; no test can pull the plug of a real device. */
  pretendOffline: (): void => void Object.defineProperty(navigator, 'onLine', { value: false }),
  list: listModels,
  delete: deleteModel,
};

export type StoreWorker = typeof storeWorker;

installErrorHandler();
expose(storeWorker);
