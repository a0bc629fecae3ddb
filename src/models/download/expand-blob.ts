import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { SaliencyError, throwIfAborted } from '../../errors.js';
import { MAGIC, isTransport } from '../../onnx/compress/transport-format.js';
import { TransportExpander } from '../../onnx/compress/transport-expander.js';
import { blobPieces } from './blob-pieces.js';
import { goneError } from './fetch-error.js';

/** Pieces become blobs of their own, which the browser may put on disk. */
const PART_BYTES = 16 * 2 ** 20;

export interface ExpandOptions {
  /** What the given file must have, where that is known. */
  readonly sha256?: string;
  readonly signal?: AbortSignal;
  /** Bytes of the given file that were read. */
  readonly onProgress?: (loaded: number, total: number) => void;
}

type Pieces = (bytes: Uint8Array) => Iterable<Uint8Array>;

/**
 * A model file that the user gave: as it is, or expanded where it was written by `saliency compress`, while it is
 * read once from beginning to end.
 *
 * @throws SaliencyError `model-invalid` for a damaged one; `model-checksum` for one with another hash; `model-fetch` for
 * one that is gone; `aborted`.
 */
export async function expandBlob(file: Blob, options: ExpandOptions = {}): Promise<Blob> {
  try {
    return await expand(file, options);
  } catch (thrown) {
    throw thrown instanceof DOMException ? goneError(thrown) : thrown;
  }
}

async function expand(file: Blob, options: ExpandOptions): Promise<Blob> {
  const head = new Uint8Array(await file.slice(0, MAGIC.length).arrayBuffer());
  if (!isTransport(head)) {
    if (options.sha256) await read(file, options, () => []);
    return file;
  }
  const expander = new TransportExpander();
  const expanded = await read(file, options, (bytes) => expander.push(bytes));
  expander.end();
  return expanded;
}

/** A blob of what `pieces` make of the file. */
async function read(file: Blob, options: ExpandOptions, pieces: Pieces): Promise<Blob> {
  const hash = options.sha256 ? sha256.create() : undefined;
  const parts = new BlobParts();
  let loaded = 0;
  for await (const bytes of blobPieces(file)) {
    throwIfAborted(options.signal);
    hash?.update(bytes);
    for (const piece of pieces(bytes)) parts.add(piece);
    loaded += bytes.byteLength;
    options.onProgress?.(loaded, file.size);
  }
  checkHash(hash && bytesToHex(hash.digest()), options.sha256);
  return parts.end();
}

function checkHash(found: string | undefined, expected: string | undefined): void {
  if (found === expected) return;
  throw new SaliencyError(
    'model-checksum',
    `The file is not the one that is expected: its SHA-256 is ${found} instead of ${expected}. Choose the right file, or correct the card's sha256.`,
    { details: { reason: 'hash', expected, found } },
  );
}

/** Gathers small pieces, so that a large model does not become thousands of blobs. */
class BlobParts {
  readonly #parts: Blob[] = [];
  #pending: Uint8Array<ArrayBuffer>[] = [];
  #pendingBytes = 0;

  add(piece: Uint8Array): void {
    this.#pending.push(piece as Uint8Array<ArrayBuffer>);
    this.#pendingBytes += piece.byteLength;
    if (this.#pendingBytes >= PART_BYTES) this.#flush();
  }

  end(): Blob {
    this.#flush();
    return new Blob(this.#parts);
  }

  #flush(): void {
    this.#parts.push(new Blob(this.#pending));
    this.#pending = [];
    this.#pendingBytes = 0;
  }
}
