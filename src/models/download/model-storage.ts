/** Where models are kept: `opfs` is the origin private file system. */
export const STORAGE_KINDS = ['opfs', 'cache', 'memory'] as const;
export type StorageKind = (typeof STORAGE_KINDS)[number];

/** What is known of a kept file; small, and stored beside it. */
export interface ModelRecord {
  /** Names the file within the store: the hash of its content, or else of its address. */
  readonly key: string;
  /** For people. */
  readonly name: string;
  readonly url: string;
  /** `partial`: a download that broke off, to be resumed; never opened. */
  readonly status: 'partial' | 'complete';
  /** Of the complete file as kept; 0: not complete. */
  readonly bytes: number;
  /** Of the file on the server; 0: not known. */
  readonly sourceBytes: number;
  /** Of the file as downloaded, where it was given. */
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

/** One way to keep files. Nothing here knows of downloads or hashes. */
export interface ModelStorage {
  readonly kind: StorageKind;
  records(): Promise<readonly ModelRecord[]>;
  record(key: string): Promise<ModelRecord | undefined>;
  putRecord(record: ModelRecord): Promise<void>;
  /** The bytes that are there, complete or not; undefined: no such file. Stays on disk where the browser can. */
  open(key: string): Promise<Blob | undefined>;
  append(key: string): Promise<ModelWriter>;
  /** File and record; no error where there is none. */
  remove(key: string): Promise<void>;
}
