/** First bytes of an ONNX file: ir_version 8, producer "faults". */
const HEADER = [0x08, 0x08, 0x12, 0x06, 0x66, 0x61, 0x75, 0x6c, 0x74, 0x73];
const BLOCK = 65_536;

function randomBlock(seed: number): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK);
  let state = (seed * 2654435761 + 1) >>> 0 || 1;
  for (let i = 0; i < BLOCK; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    block[i] = state & 0xff;
  }
  return block;
}

/**
 * The same bytes for the same seed, on the server and in the test: an xorshift generator's block over and over,
 * numbered, so that no two blocks are the same, behind a header.
 */
export function fileBytes(size: number, seed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  const block = randomBlock(seed);
  const number = new DataView(block.buffer);
  for (let from = 0; from < size; from += BLOCK) {
    number.setUint32(0, from / BLOCK);
    bytes.set(block.subarray(0, Math.min(BLOCK, size - from)), from);
  }
  bytes.set(HEADER.slice(0, size));
  return bytes;
}
