import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { throwIfAborted } from '../../errors.js';
import type { Sliceable } from './blob-pieces.js';
import { goneError } from './fetch-error.js';

export const PIECE_BYTES = 8 * 2 ** 20;
/** One is read while another is hashed. */
const AT_ONCE = 2;
const DIGEST_BYTES = 32;

/** The platform's SHA-256 where it offers it (secure contexts), else the same in JavaScript. */
async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const { subtle } = crypto as Partial<typeof crypto>;
  return subtle ? new Uint8Array(await subtle.digest('SHA-256', bytes)) : sha256(bytes);
}

/**
 * What identifies a file by its bytes: the SHA-256 of the SHA-256s of its pieces of 8 MiB, in hex. The platform hashes
 * only what is in memory as a whole, and a plain SHA-256 in JavaScript takes five times as long (12 s for 550 MiB). The
 * prefix keeps the two kinds apart.
 *
 * @throws SaliencyError `aborted`; `model-fetch` for a file that is gone
 */
export async function contentHash(blob: Sliceable, signal?: AbortSignal): Promise<string> {
  try {
    return await hashTree(blob, signal);
  } catch (thrown) {
    throw thrown instanceof DOMException ? goneError(thrown) : thrown;
  }
}

async function hashTree(blob: Sliceable, signal: AbortSignal | undefined): Promise<string> {
  const count = Math.ceil(blob.size / PIECE_BYTES);
  const digests = new Uint8Array(count * DIGEST_BYTES);
  let next = 0;
  const hashPieces = async (): Promise<void> => {
    while (next < count) {
      throwIfAborted(signal);
      const piece = next++;
      const start = piece * PIECE_BYTES;
      const bytes = await blob.slice(start, start + PIECE_BYTES).arrayBuffer();
      digests.set(await digest(new Uint8Array(bytes)), piece * DIGEST_BYTES);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hashPieces));
  return `tree-sha256:${bytesToHex(await digest(digests))}`;
}
