import { throwIfAborted, type SaliencyError } from '../../errors.js';
import { reasonOf } from '../../models/download/fetch-error.js';
import { versionOf, isOtherVersion } from '../../models/download/file-version.js';
import { Intake } from '../../models/download/intake.js';
import { DOWNLOAD_LIMITS, ModelDownload, type DownloadLimits } from '../../models/download/model-download.js';
import { modelKey, modelLock, modelName, type FetchableModel } from '../../models/download/model-key.js';
import { ProgressMeter, type DownloadProgress } from '../../models/download/progress-meter.js';
import { isQuotaError, quotaError } from '../../models/download/quota.js';
import { checkAddress, request } from '../../models/download/request.js';
import { SharedProgress } from './shared-progress.js';
import type { ModelRecord, ModelStorage } from '../../models/download/model-storage.js';
import { openStorage, type StoragePreference } from './open-storage.js';
import { withLock } from './with-lock.js';

export interface FetchOptions {
  readonly signal?: AbortSignal;
  /** At most ten times a second, also while another tab does the download. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** `auto` (default): the origin private file system, else Cache Storage, else memory. */
  readonly storage?: StoragePreference;
  readonly limits?: Partial<DownloadLimits>;
}

/** Time for the question whether a kept file without a hash is still the one on the server. */
const REVALIDATE_MS = 4000;

/**
 * The model's file, from the store if it is there, else fetched into it: streamed, hashed on the way, resumed
 * where an earlier download broke off, and fetched by one tab while the others wait. The blob stays on disk where
 * the browser can. A model with a hash that is kept needs no network.
 *
 * Call it in a dedicated worker: elsewhere there is no synchronous file access, and Cache Storage takes its place.
 *
 * @throws SaliencyError `aborted`; `model-fetch`, `cors`, `model-checksum`, `quota`, `bad-option` with the reason in
 * `details.reason`.
 */
export async function fetchModel(model: FetchableModel, options: FetchOptions = {}): Promise<Blob> {
  const { signal, onProgress } = options;
  throwIfAborted(signal);
  [model.url, ...(model.mirrors ?? [])].forEach((url) => checkAddress(url, 'model'));
  const storage = await openStorage(options.storage);
  const key = modelKey(model);
  const kept = await openKept(storage, key, model, signal);
  if (kept) return kept;

  const shared = new SharedProgress(key);
  const stopListening = shared.listen((progress) => onProgress?.(progress));
  try {
    return await withLock(modelLock(key), signal, async () => {
      stopListening();
      const fetchedByOther = await openKept(storage, key, model, signal);
      if (fetchedByOther) return fetchedByOther;
      const meter = new ProgressMeter((progress) => {
        onProgress?.(progress);
        shared.tell(progress);
      });
      return download(storage, key, model, meter, options);
    });
  } finally {
    shared.close();
  }
}

async function openKept(
  storage: ModelStorage,
  key: string,
  model: FetchableModel,
  signal: AbortSignal | undefined,
): Promise<Blob | undefined> {
  const record = await storage.record(key);
  if (record?.status !== 'complete') return undefined;
  const blob = await storage.open(key);
  if (blob?.size !== record.bytes) {
    await storage.remove(key);
    return undefined;
  }
  if (model.sha256 || (await isCurrent(record, signal))) return blob;
  await storage.remove(key);
  return undefined;
}

/** Without a hash the address is all there is: the server is asked, and where it is silent the kept file serves. */
async function isCurrent(record: ModelRecord, signal: AbortSignal | undefined): Promise<boolean> {
  const timeout = AbortSignal.timeout(REVALIDATE_MS);
  try {
    const response = await request(record.url, {
      what: 'model',
      method: 'HEAD',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    return !isOtherVersion(record, versionOf(response, 0));
  } catch {
    throwIfAborted(signal);
    return true;
  }
}

async function download(
  storage: ModelStorage,
  key: string,
  model: FetchableModel,
  meter: ProgressMeter,
  { signal, limits }: FetchOptions,
): Promise<Blob> {
  const record = (await storage.record(key)) ?? emptyRecord(key, model);
  const part = await storage.open(key);
  const writer = await storage.append(key);
  const intake = new Intake(writer);
  let complete: ModelRecord;
  try {
    if (record.isExpanded) await intake.restart();
    else if (part && part.size > 0) await intake.resume(part, signal);
    complete = await new ModelDownload({
      model,
      storage,
      intake,
      record: { ...record, status: 'partial', bytes: 0, name: modelName(model), isExpanded: false },
      meter,
      limits: { ...DOWNLOAD_LIMITS, ...limits },
      signal,
    }).run();
    await writer.close();
  } catch (thrown) {
    await writer.close().catch(() => undefined);
    throw await settle(storage, key, model, thrown);
  }
  await storage.putRecord({ ...complete, bytes: writer.size, savedAt: Date.now() });
  const blob = await storage.open(key);
  if (blob?.size === writer.size) return blob;
  await storage.remove(key);
  throw await quotaError(storage, modelName(model), writer.size);
}

function emptyRecord(key: string, { url, sha256, name }: FetchableModel): ModelRecord {
  return {
    key,
    url,
    sha256,
    name: name ?? url,
    status: 'partial',
    bytes: 0,
    sourceBytes: 0,
    savedAt: Date.now(),
  };
}

/** After these the part in the file is worth keeping: the next download goes on from it. */
const KEEPS_PART: ReadonlySet<string> = new Set([
  'stalled',
  'truncated',
  'unreachable',
  'server',
  'busy',
  'offline',
  'cors',
]);

async function settle(
  storage: ModelStorage,
  key: string,
  model: FetchableModel,
  thrown: unknown,
): Promise<unknown> {
  const error = isQuotaError(thrown)
    ? await quotaError(storage, modelName(model), model.bytes ?? 0, thrown)
    : thrown;
  const isAborted = (error as SaliencyError).code === 'aborted';
  if (!isAborted && !KEEPS_PART.has(reasonOf(error) ?? '')) await storage.remove(key);
  return error;
}
