import type { Sliceable } from './blob-pieces.js';

/** What is known of a kept file; small, and stored beside it. */
export interface ModelRecord {
  /** Names the file within the store: the hash of its content, or else of its address. */
  readonly key: string;
  /** For people. */
  readonly name: string;
  readonly url: string;
  /** `partial`: a download that broke off, to be resumed; never opened. */
  readonly status: 'partial' | 'complete';
  /** Size of the complete file as kept; 0: not complete. */
  readonly bytes: number;
  /** Size of the file on the server; 0: not known. */
  readonly sourceBytes: number;
  /**
   * SHA-256 of the file as downloaded, in lower-case hex: of a partial one that which is expected, where it was given;
   * of a complete one that which was found (absent only in records of an older version).
   */
  readonly sha256?: string;
  /** What the server said of the version that is kept or under way. */
  readonly etag?: string;
  readonly lastModified?: string;
  /** The file was compressed on its way: what is kept are other bytes than those that came, so none to resume from. */
  readonly isExpanded?: boolean;
  /** Milliseconds since the epoch. */
  readonly savedAt: number;
}

/** Appends to one file. One writer a file at a time: the caller holds the model's lock. */
export interface ModelWriter {
  /** Bytes in the file so far. */
  readonly size: number;
  write(bytes: Uint8Array): Promise<void>;
  /** Empties the file. */
  clear(): Promise<void>;
  /** Everything written is durable afterwards. */
  close(): Promise<void>;
}

/** One way to keep files; how they come to be there is not its business. */
export interface ModelStorage {
  record(key: string): Promise<ModelRecord | undefined>;
  putRecord(record: ModelRecord): Promise<void>;
  /** The bytes that are there, complete or not; undefined: no such file. */
  open(key: string): Promise<Sliceable | undefined>;
  append(key: string): Promise<ModelWriter>;
  /** Deletes file and record; no error where there is none. */
  remove(key: string): Promise<void>;
}
