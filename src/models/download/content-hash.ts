import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { throwIfAborted } from '../../errors.js';
import { blobPieces } from './blob-pieces.js';

/** SHA-256 of a file, in hex, read piece by piece. */
export async function contentHash(blob: Blob, signal?: AbortSignal): Promise<string> {
  const hash = sha256.create();
  for await (const piece of blobPieces(blob)) {
    throwIfAborted(signal);
    hash.update(piece);
  }
  return bytesToHex(hash.digest());
}
