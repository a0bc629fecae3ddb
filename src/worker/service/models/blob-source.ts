import type { ByteSource } from '../../../onnx/codec/byte-source.js';
import { goneError } from '../../../models/download/fetch-error.js';

/** A `Blob`, a `File` or a part of one as a source of bytes: only what is asked for is read. */
export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    async read(offset, length) {
      try {
        return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
      } catch (cause) {
        throw goneError(cause);
      }
    },
  };
}
