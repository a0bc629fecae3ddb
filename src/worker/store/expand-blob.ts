import { throwIfAborted } from '../../errors.js';
import { MAGIC, isTransport } from '../../onnx/compress/transport-format.js';
import { TransportExpander } from '../../onnx/compress/transport-expander.js';

/** Pieces become blobs of their own, which the browser may put on disk. */
const PART_BYTES = 16 * 2 ** 20;

/**
 * A model file that the user gave: as it is, or expanded where it was written by `saliency compress`.
 *
 * @throws SaliencyError `model-invalid` for a damaged one; `aborted`.
 */
export async function expandBlob(file: Blob, signal?: AbortSignal): Promise<Blob> {
  const head = new Uint8Array(await file.slice(0, MAGIC.length).arrayBuffer());
  if (!isTransport(head)) return file;
  const expander = new TransportExpander();
  const reader = file.stream().getReader();
  const parts: Blob[] = [];
  let pending: BlobPart[] = [];
  let pendingBytes = 0;
  const flush = (): void => {
    parts.push(new Blob(pending));
    pending = [];
    pendingBytes = 0;
  };
  for (;;) {
    throwIfAborted(signal);
    const { done, value } = await reader.read();
    if (done) break;
    for (const piece of expander.push(value)) {
      pending.push(piece as Uint8Array<ArrayBuffer>);
      pendingBytes += piece.byteLength;
    }
    if (pendingBytes >= PART_BYTES) flush();
  }
  expander.end();
  flush();
  return new Blob(parts);
}
