const EXIF = 0x45786966;
const LITTLE_ENDIAN = 0x4949;
const ORIENTATION = 0x0112;
const ENTRY_BYTES = 12;

/** The tag Orientation (1 to 8) of the first IFD in an APP1 segment's data; undefined where there is none. */
export function exifOrientation(data: DataView): number | undefined {
  const tiff = 6;
  if (data.byteLength < tiff + 10 || data.getUint32(0) !== EXIF) return undefined;
  const little = data.getUint16(tiff) === LITTLE_ENDIAN;
  const directory = tiff + data.getUint32(tiff + 4, little);
  if (directory + 2 > data.byteLength) return undefined;
  const count = data.getUint16(directory, little);
  for (let entry = 0; entry < count; entry++) {
    const at = directory + 2 + entry * ENTRY_BYTES;
    if (at + ENTRY_BYTES > data.byteLength) return undefined;
    if (data.getUint16(at, little) !== ORIENTATION) continue;
    const value = data.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}
