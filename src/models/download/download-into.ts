import { isAbortError } from '../../errors.js';
import { DOWNLOAD_LIMITS, type DownloadLimits } from './download-limits.js';
import { reasonOf } from './fetch-error.js';
import { Intake } from './intake.js';
import { ModelDownload } from './model-download.js';
import { modelKey, modelName, type FetchableModel } from './model-key.js';
import type { ModelRecord, ModelStorage } from './model-storage.js';
import { ProgressMeter, type DownloadProgress } from './progress-meter.js';
import { PROCESS } from './realm.js';
import type { RequestContext } from './request.js';

export interface DownloadOptions extends RequestContext {
  /** At most ten times a second. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly limits?: Partial<DownloadLimits>;
  /** A file of `saliency compress` is kept as it comes, rather than expanded. */
  readonly keepCompressed?: boolean;
  /** Rejects where there is no room for so many more bytes: better before the download than in its midst. */
  readonly ensureRoom?: (bytes: number) => Promise<void>;
}

/** A record of which no version is known, for a file that is yet to come. */
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

/**
 * Downloads a model into a storage: hashed on the way, resumed where an earlier download broke off, from its mirrors
 * where its own address fails. Resolves to the record of the complete file. The caller sees to it that nobody else
 * writes the same file.
 *
 * @throws SaliencyError `aborted`; `model-fetch`, `cors`, `model-checksum`, `bad-option` with the reason in
 * `details.reason`; what the storage throws.
 */
export async function downloadInto(
  storage: ModelStorage,
  model: FetchableModel,
  options: DownloadOptions = {},
): Promise<ModelRecord> {
  const key = modelKey(model);
  const { signal, realm = PROCESS, ensureRoom = () => Promise.resolve() } = options;
  const record = (await storage.record(key)) ?? emptyRecord(key, model);
  const part = await storage.open(key);
  const writer = await storage.append(key);
  const intake = new Intake(writer, options);
  try {
    if (record.isExpanded) await intake.restart();
    else if (part && part.size > 0) await intake.resume(part, signal);
    const complete = await new ModelDownload({
      model,
      storage,
      intake,
      record: { ...record, status: 'partial', bytes: 0, name: modelName(model), isExpanded: false },
      meter: new ProgressMeter(options.onProgress),
      limits: { ...DOWNLOAD_LIMITS, ...options.limits },
      realm,
      ensureRoom,
      signal,
    }).run();
    await writer.close();
    const kept = { ...complete, bytes: writer.size, savedAt: Date.now() };
    await storage.putRecord(kept);
    return kept;
  } catch (thrown) {
    await writer.close().catch(() => undefined);
    if (!isAbortError(thrown) && !KEEPS_PART.has(reasonOf(thrown) ?? '')) await storage.remove(key);
    throw thrown;
  }
}
