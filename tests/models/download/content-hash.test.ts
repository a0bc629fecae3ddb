import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { contentHash, PIECE_BYTES } from '../../../src/models/download/content-hash.js';
import { fileBytes } from '../../faults/server/body.js';

afterEach(() => void vi.unstubAllGlobals());

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** The definition, on bytes in memory. */
function expected(bytes: Uint8Array): string {
  const digests: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += PIECE_BYTES)
    digests.push(sha256(bytes.subarray(start, start + PIECE_BYTES)));
  return `tree-sha256:${sha256(Buffer.concat(digests)).toString('hex')}`;
}

describe.each([0, 1, 1000, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES + 5])(
  'of %i bytes',
  (size) => {
    const bytes = fileBytes(size, 3);

    test('is the hash of the hashes of its pieces', async () => {
      expect(await contentHash(new Blob([bytes]))).toBe(expected(bytes));
    });

    test('is the same outside secure contexts, and however the blob was put together', async () => {
      vi.stubGlobal('crypto', { ...crypto, subtle: undefined });
      const middle = size >> 1;
      const blob = new Blob([new Blob([bytes.subarray(0, middle)]), bytes.subarray(middle)]);
      expect(await contentHash(blob)).toBe(expected(bytes));
    });
  },
);

test('differs with any byte, and with the order of the pieces', async () => {
  const one = fileBytes(PIECE_BYTES, 1);
  const two = fileBytes(PIECE_BYTES, 2);
  const original = await contentHash(new Blob([one, two]));
  expect(await contentHash(new Blob([two, one]))).not.toBe(original);
  two[PIECE_BYTES - 1] ^= 1;
  expect(await contentHash(new Blob([one, two]))).not.toBe(original);
});

test('never holds more than a few pieces of the file', async () => {
  let open = 0;
  let most = 0;
  const file = {
    size: 20 * PIECE_BYTES,
    slice: () => ({
      arrayBuffer: async () => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setTimeout(resolve, 1));
        open -= 1;
        return new ArrayBuffer(8);
      },
    }),
  };
  await contentHash(file);
  expect(most).toBeLessThanOrEqual(2);
});

test('of a file that is gone is an error that says so', async () => {
  const file = {
    size: 1,
    slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) }),
  };
  await expect(contentHash(file)).rejects.toMatchObject({ code: 'model-fetch', details: { reason: 'gone' } });
});

test('ends when its signal fires', async () => {
  const controller = new AbortController();
  const hashing = contentHash(new Blob([fileBytes(4 * PIECE_BYTES, 1)]), controller.signal);
  controller.abort();
  await expect(hashing).rejects.toMatchObject({ code: 'aborted' });
});
