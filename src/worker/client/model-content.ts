import type { ModelSource } from '../../models/model-source.js';
import type { Content } from './held.js';

const blobIds = new WeakMap<Blob, string>();
let blobs = 0;

/** A file that is given twice is the same; what is equal in two files shows only when the worker has read them. */
function idOf(blob: Blob): string {
  const id = blobIds.get(blob) ?? `blob ${++blobs}`;
  blobIds.set(blob, id);
  return id;
}

/** A model for the worker: by its address or its file, and with its card. */
export function modelContent(source: ModelSource): Content {
  const { data, card, mirrors, externalData = {} } = source;
  const files = Object.entries(externalData).map(([name, blob]) => [name, idOf(blob)]);
  return {
    identity: JSON.stringify(['model', typeof data === 'string' ? data : idOf(data), card, mirrors, files]),
    send: (service, key) => service.takeModel(key, source),
  };
}
