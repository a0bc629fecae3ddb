import { open } from 'node:fs/promises';
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
