import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { throwIfAborted } from '../../errors.js';
import { blobPieces, type Sliceable } from './blob-pieces.js';

/** SHA-256 of a file as every tool prints it, in lower-case hex; read in pieces. */
export async function fileSha256(file: Sliceable, signal?: AbortSignal): Promise<string> {
  const hash = sha256.create();
  for await (const piece of blobPieces(file)) {
    throwIfAborted(signal);
    hash.update(piece);
  }
  return bytesToHex(hash.digest());
}
