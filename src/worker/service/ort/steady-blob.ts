import { blobPieces } from '../../../models/download/blob-pieces.js';

/**
 * A blob whose `stream()` always ends; see the quirk `collectedStreams`. ONNX Runtime's JSPI build reads linked weights
 * by `slice(...).stream()`.
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
