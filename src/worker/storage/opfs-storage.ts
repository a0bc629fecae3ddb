import { wait } from '../../async/wait.js';
import type { ModelRecord, ModelWriter } from '../../models/download/model-storage.js';
import type { BrowserStorage } from './browser-storage.js';

/** The part of FileSystemSyncAccessHandle that is used; TypeScript has it only in its library for workers. */
interface SyncAccessHandle {
  read(buffer: Uint8Array, options?: { at: number }): number;
  write(buffer: Uint8Array, options?: { at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}

interface SyncFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle(): Promise<SyncAccessHandle>;
}

interface IterableDirectory extends FileSystemDirectoryHandle {
  keys(): AsyncIterableIterator<string>;
}

const FOLDER = 'saliency-overlay';
const RECORD_SUFFIX = '.json';
const FILE_SUFFIX = '.onnx';
/** The handle of a worker that was just ended is released a moment later. */
const OPEN_TRIES = 20;
const OPEN_PAUSE_MS = 100;

function isMissing(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'NotFoundError';
}

function isLocked(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'NoModificationAllowedError';
}

async function ifPresent<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function openHandle(folder: FileSystemDirectoryHandle, name: string): Promise<SyncAccessHandle> {
  const file = (await folder.getFileHandle(name, { create: true })) as SyncFileHandle;
  for (let tries = 1; ; tries++) {
    try {
      return await file.createSyncAccessHandle();
    } catch (error) {
      if (!isLocked(error) || tries === OPEN_TRIES) throw error;
      await wait(OPEN_PAUSE_MS);
    }
  }
}

class OpfsWriter implements ModelWriter {
  readonly #handle: SyncAccessHandle;
  #size: number;

  constructor(handle: SyncAccessHandle) {
    this.#handle = handle;
    this.#size = handle.getSize();
  }

  get size(): number {
    return this.#size;
  }

  write(bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.byteLength;) {
      const piece = bytes.subarray(from);
      const written = this.#handle.write(piece, { at: this.#size });
      // Chromium 156 reports a full disk as a count of 2^32 - 8 (its error -8, unsigned) instead of throwing.
      if (written === 0 || written > piece.byteLength)
        throw new DOMException('The disk took no more bytes.', 'QuotaExceededError');
      from += written;
      this.#size += written;
    }
    return Promise.resolve();
  }

  clear(): Promise<void> {
    this.#handle.truncate(0);
    this.#size = 0;
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#handle.flush();
    this.#handle.close();
    return Promise.resolve();
  }
}

/** Whether this realm (a dedicated worker) has synchronous access: without it an append would copy the file. */
export function hasOpfs(): boolean {
  return (
    typeof FileSystemFileHandle !== 'undefined' &&
    'createSyncAccessHandle' in FileSystemFileHandle.prototype &&
    typeof navigator.storage?.getDirectory === 'function'
  );
}

/** Whether this realm can see and delete the files; pages can, too. */
export function canReadOpfs(): boolean {
  return typeof navigator.storage?.getDirectory === 'function';
}

/** Files in the folder `saliency-overlay` of the origin private file system: `KEY.onnx` and `KEY.json`. */
export async function openOpfsStorage(): Promise<BrowserStorage> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });

  const open = async (name: string): Promise<File | undefined> => {
    const handle = await ifPresent(folder.getFileHandle(name));
    return handle && ifPresent(handle.getFile());
  };
  // Another tab, or a worker, may delete a file at any step between finding and reading it.
  const record = async (key: string): Promise<ModelRecord | undefined> => {
    const file = await open(`${key}${RECORD_SUFFIX}`);
    return parseRecord(file && (await ifPresent(file.text())));
  };
  return {
    kind: 'opfs',
    record,
    async records() {
      const found: ModelRecord[] = [];
      for await (const name of (folder as IterableDirectory).keys()) {
        if (!name.endsWith(RECORD_SUFFIX)) continue;
        const entry = await record(name.slice(0, -RECORD_SUFFIX.length));
        if (entry) found.push(entry);
      }
      return found;
    },
    async putRecord(entry) {
      const handle = await openHandle(folder, `${entry.key}${RECORD_SUFFIX}`);
      try {
        const bytes = new TextEncoder().encode(JSON.stringify(entry));
        handle.truncate(0);
        handle.write(bytes, { at: 0 });
        handle.flush();
      } finally {
        handle.close();
      }
    },
    open: (key) => open(`${key}${FILE_SUFFIX}`),
    append: async (key) => new OpfsWriter(await openHandle(folder, `${key}${FILE_SUFFIX}`)),
    async remove(key) {
      await ifPresent(folder.removeEntry(`${key}${RECORD_SUFFIX}`));
      await ifPresent(folder.removeEntry(`${key}${FILE_SUFFIX}`));
    },
  };
}

/** A record that was cut short by a crash is no record: the file is fetched again. */
function parseRecord(text: string | undefined): ModelRecord | undefined {
  if (!text) return undefined;
  try {
    return JSON.parse(text) as ModelRecord;
  } catch {
    return undefined;
  }
}
