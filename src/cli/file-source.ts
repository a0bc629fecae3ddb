import { open, stat } from 'node:fs/promises';
import type { Sliceable } from '../models/download/blob-pieces.js';
import type { ByteSource } from '../onnx/codec/byte-source.js';

export interface FileSource extends ByteSource {
  /** Bytes read so far. */
  readonly bytesRead: number;
  close(): Promise<void>;
}

/** Random access to a file on disk. Close it after use. */
export async function openFile(path: string): Promise<FileSource> {
  const handle = await open(path, 'r');
  const { size } = await handle.stat();
  let bytesRead = 0;
  return {
    size,
    get bytesRead() {
      return bytesRead;
    },
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        const step = await handle.read(bytes, filled, length - filled, offset + filled);
        if (step.bytesRead === 0) break;
        filled += step.bytesRead;
      }
      bytesRead += filled;
      return bytes.subarray(0, filled);
    },
    close: () => handle.close(),
  };
}

async function readRange(path: string, start: number, end: number): Promise<ArrayBuffer> {
  const file = await openFile(path);
  try {
    return (await file.read(start, end - start)).slice().buffer;
  } finally {
    await file.close();
  }
}

/** A file to be read in pieces; it is open only meanwhile. */
export async function sliceableFile(path: string): Promise<Sliceable> {
  const { size } = await stat(path);
  return {
    size,
    slice: (start, end) => ({ arrayBuffer: () => readRange(path, start, Math.min(end, size)) }),
  };
}
