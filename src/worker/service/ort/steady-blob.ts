import { blobPieces } from '../../../models/download/blob-pieces.js';

/**
 * A blob whose `stream()` always ends, which Chromium's own does not (see {@link blobPieces}). ONNX Runtime's JSPI build
 * reads linked weights by `slice(...).stream()`, and a session would now and then be created for ever.
 */
export class SteadyBlob extends Blob {
  override slice(start?: number, end?: number, contentType?: string): SteadyBlob {
    return new SteadyBlob([super.slice(start, end, contentType)]);
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const pieces = blobPieces(this);
    return new ReadableStream({
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
    });
  }
}
