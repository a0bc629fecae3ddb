const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Ten letters and digits, as Label Studio gives its regions; the same for the same text. */
export function shortId(text: string): string {
  const bytes = hashBytes(text);
  return Array.from(bytes.subarray(0, 10), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/** A UUID of version 8 (RFC 9562: contents chosen by the maker), the same for the same text. */
export function stableUuid(text: string): string {
  const bytes = hashBytes(text);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** 16 bytes from four FNV-1a hashes with different starts, each finished with MurmurHash3's mixer. Not for secrets. */
function hashBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  for (let part = 0; part < 4; part++) {
    let hash = 0x811c9dc5 ^ Math.imul(part, 0x9e3779b9);
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    view.setUint32(part * 4, (hash ^ (hash >>> 16)) >>> 0);
  }
  return bytes;
}
