/**
 * Random access to a file's bytes, wherever it lies (`File`, OPFS handle, `fs`, HTTP Range, memory).
 * The parser reads only what it needs through this: never the weights.
 */
export interface ByteSource {
  readonly size: number;
  /** Resolves to exactly `length` bytes from `offset`, or rejects. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

export function bytesOf(buffer: ArrayBuffer | Uint8Array): ByteSource {
  const bytes = buffer instanceof Uint8Array ? buffer : new Uint8Array(buffer);
  return {
    size: bytes.byteLength,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}
