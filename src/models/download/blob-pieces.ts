const PIECE_BYTES = 2 ** 20;

/**
 * The bytes of a blob from beginning to end, a mebibyte at a time.
 *
 * Not through `Blob.stream()`, see the quirk `collectedStreams`: `arrayBuffer()` keeps itself alive.
 *
 * @throws DOMException `NotReadableError` where the file behind the blob was changed or deleted.
 */
export async function* blobPieces(blob: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  for (let start = 0; start < blob.size; start += PIECE_BYTES)
    yield new Uint8Array(await blob.slice(start, start + PIECE_BYTES).arrayBuffer());
}
