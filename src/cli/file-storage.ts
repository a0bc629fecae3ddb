import { open, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import type { Sliceable } from '../models/download/blob-pieces.js';
import type { ModelRecord, ModelStorage, ModelWriter } from '../models/download/model-storage.js';
import { sliceableFile } from './file-source.js';

class FileWriter implements ModelWriter {
  readonly #file: FileHandle;
  #size: number;

  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#file.appendFile(bytes);
    this.#size += bytes.byteLength;
  }

  async clear(): Promise<void> {
    await this.#file.truncate(0);
    this.#size = 0;
  }

  async close(): Promise<void> {
    await this.#file.sync();
    await this.#file.close();
  }
}

/**
 * One download on the disk: `NAME.part` beside its place, with its record in `NAME.part.json`. Once it is complete the
 * file is renamed, and the storage has no more of it.
 */
export class FileStorage implements ModelStorage {
  readonly #path: string;
  readonly #part: string;
  readonly #note: string;

  constructor(path: string) {
    this.#path = path;
    this.#part = `${path}.part`;
    this.#note = `${path}.part.json`;
  }

  /** Undefined also where what lies there is part of another file. */
  async record(key: string): Promise<ModelRecord | undefined> {
    try {
      const record = JSON.parse(await readFile(this.#note, 'utf8')) as ModelRecord;
      return record.key === key ? record : undefined;
    } catch {
      return undefined;
    }
  }

  async putRecord(record: ModelRecord): Promise<void> {
    if (record.status === 'partial') return writeFile(this.#note, JSON.stringify(record, null, 2));
    await rename(this.#part, this.#path);
    await rm(this.#note, { force: true });
  }

  async open(key: string): Promise<Sliceable | undefined> {
    if (!(await this.record(key))) return undefined;
    return sliceableFile(this.#part).catch(() => undefined);
  }

  async append(key: string): Promise<ModelWriter> {
    const file = await open(this.#part, 'a');
    if (!(await this.record(key))) await file.truncate(0);
    return new FileWriter(file, (await file.stat()).size);
  }

  async remove(): Promise<void> {
    for (const path of [this.#part, this.#note]) await rm(path, { force: true });
  }
}
