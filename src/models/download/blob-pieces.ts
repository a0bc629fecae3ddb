const PIECE_BYTES = 2 ** 20;

/** Bytes that can be read in pieces: a `Blob`, or a file on a disk. */
export interface Sliceable {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/**
 * The bytes from beginning to end, a mebibyte at a time.
 *
 * Not through `Blob.stream()`, see the quirk `collectedStreams`: `arrayBuffer()` keeps itself alive.
 *
 * @throws DOMException `NotReadableError` where the file behind a blob was changed or deleted.
 */
export async function* blobPieces(blob: Sliceable): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  for (let start = 0; start < blob.size; start += PIECE_BYTES)
    yield new Uint8Array(await blob.slice(start, start + PIECE_BYTES).arrayBuffer());
}
