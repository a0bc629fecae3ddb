import { SaliencyError } from '../../errors.js';
import type { ByteSource } from '../../onnx/byte-source.js';

/** A `Blob`, a `File` or a part of one as a source of bytes: only what is asked for is read. */
export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    async read(offset, length) {
      try {
        return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
      } catch (cause) {
        throw new SaliencyError(
          'model-fetch',
          'The model file can no longer be read; it was moved, changed or deleted. Choose it again.',
          { cause },
        );
      }
    },
  };
}
