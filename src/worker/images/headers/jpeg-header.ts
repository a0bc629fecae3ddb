import type { HeaderSource, ImageHeader } from './header-source.js';
import { exifOrientation } from './exif-orientation.js';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP1 = 0xe1;
/** A file has some tens of segments before its first scan; more is damage. */
const MAX_SEGMENTS = 1000;
const EXIF_BYTES = 65_536;

/** SOF0 to SOF15, without DHT, JPG and DAC, which lie between (ITU-T T.81, table B.1). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** Walks the segments up to the frame header; the orientation is in an APP1 segment before it. */
export async function jpegHeader(source: HeaderSource): Promise<ImageHeader | undefined> {
  let orientation = 1;
  let at = 2;
  for (let count = 0; count < MAX_SEGMENTS; count++) {
    const segment = await source.read(at, 9);
    if (segment.byteLength < 9 || segment.getUint8(0) !== 0xff) return undefined;
    const marker = segment.getUint8(1);
    if (marker === 0xff || marker === SOI) {
      at += marker === SOI ? 2 : 1;
      continue;
    }
    if (marker === SOS || marker === EOI) return undefined;
    if (isFrame(marker)) return upright(segment.getUint16(7), segment.getUint16(5), orientation);
    const length = segment.getUint16(2);
    if (marker === APP1)
      orientation = exifOrientation(await source.read(at + 4, Math.min(length, EXIF_BYTES))) ?? orientation;
    at += 2 + length;
  }
  return undefined;
}

/** Orientations 5 to 8 lie on their side. */
function upright(width: number, height: number, orientation: number): ImageHeader {
  const isTurned = orientation !== 1;
  return orientation >= 5
    ? { width: height, height: width, orientation, isTurned }
    : { width, height, orientation, isTurned };
}
