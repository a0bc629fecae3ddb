import type { Size } from '../../../geometry/size.js';
import type { HeaderSource, ImageHeader } from './header-source.js';

type ReadSize = (view: DataView) => Size;

const uint24 = (view: DataView, at: number): number =>
  view.getUint16(at, true) | (view.getUint8(at + 2) << 16);

/** By the first chunk, from the start of its data (RFC 9649, 2.5 to 2.7; RFC 6386, 9.1). */
const CHUNKS: Readonly<Record<string, ReadSize>> = {
  'VP8 ': (view) => ({ width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff }),
  VP8L: (view) => {
    const bits = view.getUint32(1, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  },
  VP8X: (view) => ({ width: uint24(view, 4) + 1, height: uint24(view, 7) + 1 }),
};

/** Browsers ignore EXIF orientation in WebP files, and so does this. */
export async function webpHeader(source: HeaderSource): Promise<ImageHeader | undefined> {
  const view = await source.read(12, 18);
  if (view.byteLength < 18) return undefined;
  const type = String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset, 4));
  const size = CHUNKS[type]?.(new DataView(view.buffer, view.byteOffset + 8));
  return size && { ...size, isTurned: false };
}
