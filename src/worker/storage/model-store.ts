import { throwIfAborted } from '../../errors.js';
import { downloadInto } from '../../models/download/download-into.js';
import type { DownloadLimits } from '../../models/download/download-limits.js';
import { fileSha256 } from '../../models/download/file-sha256.js';
import { versionOf, isOtherVersion } from '../../models/download/file-version.js';
import { modelKey, modelName, type FetchableModel } from '../../models/download/model-key.js';
import type { ModelRecord } from '../../models/download/model-storage.js';
import type { DownloadProgress } from '../../models/download/progress-meter.js';
import { checkAddress, request } from '../../models/download/request.js';
import { PAGE } from '../page-realm.js';
import type { BrowserStorage } from './browser-storage.js';
import { openStorage, type StoragePreference } from './open-storage.js';
import { ensureRoom, isQuotaError, quotaError } from './quota.js';
import { SharedProgress } from './shared-progress.js';
import { modelLock, withLock } from './with-lock.js';

export interface FetchOptions {
  readonly signal?: AbortSignal;
  /** At most ten times a second, also while another tab does the download. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** `auto` (default): the origin private file system, else Cache Storage, else memory. */
  readonly storage?: StoragePreference;
  readonly limits?: Partial<DownloadLimits>;
}

export interface FetchedModel {
  /** Stays on disk where the browser can. */
  readonly file: Blob;
  /** What identifies the model: the SHA-256 of its file as it was downloaded, in lower-case hex. */
  readonly content: string;
}

/** Time for the question whether a kept file without a hash is still the one on the server. */
const REVALIDATE_MS = 4000;

/**
 * The model's file, from the store if it is there, else fetched into it: streamed, hashed on the way, resumed
 * where an earlier download broke off, and fetched by one tab while the others wait. A model with a hash that is kept
 * needs no network.
 *
 * Call it in a dedicated worker: elsewhere there is no synchronous file access, and Cache Storage takes its place.
 *
 * @throws SaliencyError `aborted`; `model-fetch`, `cors`, `model-checksum`, `quota`, `bad-option` with the reason in
 * `details.reason`.
 */
export async function fetchModel(model: FetchableModel, options: FetchOptions = {}): Promise<FetchedModel> {
  const { signal, onProgress } = options;
  throwIfAborted(signal);
  [model.url, ...(model.mirrors ?? [])].forEach((url) => checkAddress(url, 'model'));
  const storage = await openStorage(options.storage);
  const kept = await openKept(storage, model, signal);
  if (kept) return kept;

  const key = modelKey(model);
  const shared = new SharedProgress(key);
  const stopListening = shared.listen((progress) => onProgress?.(progress));
  const tell = (progress: DownloadProgress): void => {
    onProgress?.(progress);
    shared.tell(progress);
  };
  try {
    return await withLock(modelLock(key), signal, async () => {
      stopListening();
      const fetchedByOther = await openKept(storage, model, signal);
      return fetchedByOther ?? (await download(storage, model, { ...options, onProgress: tell }));
    });
  } finally {
    shared.close();
  }
}

async function openKept(
  storage: BrowserStorage,
  model: FetchableModel,
  signal: AbortSignal | undefined,
): Promise<FetchedModel | undefined> {
  const key = modelKey(model);
  const record = await storage.record(key);
  if (record?.status !== 'complete') return undefined;
  const file = await storage.open(key);
  const isWhole = file?.size === record.bytes;
  if (file && isWhole && (model.sha256 || (await isCurrent(record, signal))))
    return { file, content: record.sha256 ?? (await identify(storage, record, file, signal)) };
  await storage.remove(key);
  return undefined;
}

/**
 * The hash of a file that was kept when only hashes that were given were noted. Where that file was expanded on its
 * way, the bytes that came are gone, and those that are kept stand for them.
 */
async function identify(
  storage: BrowserStorage,
  record: ModelRecord,
  file: Blob,
  signal: AbortSignal | undefined,
): Promise<string> {
  const sha256 = await fileSha256(file, signal);
  await storage.putRecord({ ...record, sha256 });
  return sha256;
}

/** Without a hash the address is all there is: the server is asked, and where it is silent the kept file serves. */
async function isCurrent(record: ModelRecord, signal: AbortSignal | undefined): Promise<boolean> {
  const timeout = AbortSignal.timeout(REVALIDATE_MS);
  try {
    const response = await request(record.url, {
      what: 'model',
      method: 'HEAD',
      realm: PAGE,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    return !isOtherVersion(record, versionOf(response, 0));
  } catch {
    throwIfAborted(signal);
    return true;
  }
}

async function download(
  storage: BrowserStorage,
  model: FetchableModel,
  { signal, onProgress, limits }: FetchOptions,
): Promise<FetchedModel> {
  const name = modelName(model);
  const room = (bytes: number): Promise<void> => ensureRoom(storage, name, bytes);
  let record: ModelRecord;
  try {
    record = await downloadInto(storage, model, {
      signal,
      onProgress,
      limits,
      realm: PAGE,
      ensureRoom: room,
    });
  } catch (thrown) {
    throw isQuotaError(thrown) ? await quotaError(storage, name, model.bytes ?? 0, thrown) : thrown;
  }
  const { key, bytes, sha256: content } = record;
  const file = await storage.open(key);
  if (file?.size === bytes && content) return { file, content };
  await storage.remove(key);
  throw await quotaError(storage, name, bytes);
}
