import type { HeaderSource, ImageHeader } from './header-source.js';

/** Chunks before the pixels; a file has a dozen, and more than this is damage. */
const MAX_CHUNKS = 1000;

/** IHDR is always first: width and height at bytes 16 and 20 (PNG specification, 5.6 and 11.2.1). */
export async function pngHeader(source: HeaderSource): Promise<ImageHeader | undefined> {
  const view = await source.read(0, 24);
  if (view.byteLength < 24) return undefined;
  return { width: view.getUint32(16), height: view.getUint32(20), isTurned: await hasExif(source) };
}

/** Only EXIF can say that a PNG is turned; browsers heed it where it comes before the pixels. */
async function hasExif(source: HeaderSource): Promise<boolean> {
  let at = 8;
  for (let count = 0; count < MAX_CHUNKS; count++) {
    const view = await source.read(at, 8);
    if (view.byteLength < 8) return false;
    const type = String.fromCharCode(...[4, 5, 6, 7].map((byte) => view.getUint8(byte)));
    if (type === 'eXIf') return true;
    if (type === 'IDAT') return false;
    at += 12 + view.getUint32(0);
  }
  return true;
}
