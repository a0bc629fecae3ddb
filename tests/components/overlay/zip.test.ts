import { expect, test } from 'vitest';
import { zip } from '../../../src/components/overlay/zip.js';

test('stores files with their CRC-32, and lists them at the end', async () => {
  const blob = zip([
    { fileName: 'labels/a.txt', text: '123456789' },
    { fileName: 'ä.txt', text: '' },
  ]);
  const view = new DataView(await blob.arrayBuffer());
  const text = (at: number, length: number): string =>
    new TextDecoder().decode(new Uint8Array(view.buffer, at, length));
  expect(blob.type).toBe('application/zip');

  expect(view.getUint32(0, true)).toBe(0x04034b50);
  // The check value that every description of CRC-32 gives for "123456789".
  expect(view.getUint32(14, true)).toBe(0xcbf43926);
  expect(text(30, 12)).toBe('labels/a.txt');
  expect(text(42, 9)).toBe('123456789');

  const end = view.byteLength - 22;
  expect(view.getUint32(end, true)).toBe(0x06054b50);
  expect(view.getUint16(end + 10, true)).toBe(2);
  const directory = view.getUint32(end + 16, true);
  expect(view.getUint32(directory, true)).toBe(0x02014b50);
  expect(text(directory + 46, 12)).toBe('labels/a.txt');
  const second = directory + 46 + 12;
  expect(view.getUint32(second + 42, true)).toBe(51);
  expect(view.getUint32(51, true)).toBe(0x04034b50);
});
