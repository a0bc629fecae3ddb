import { expect, test } from 'vitest';
import { SteadyBlob } from '../../src/worker/service/ort/steady-blob.js';

const MEBIBYTE = 2 ** 20;
const bytes = Uint8Array.from({ length: 2 * MEBIBYTE + 5 }, (_, index) => index % 251);
const blob = new SteadyBlob([new Blob([bytes])]);

async function drain(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

test.each([
  ['the whole', 0, bytes.length],
  ['a part over two pieces', 7, MEBIBYTE + 9],
  ['exactly one piece', 3, MEBIBYTE + 3],
  ['the end', MEBIBYTE, bytes.length + 100],
  ['nothing', 5, 5],
])('streams %s', async (_, start, end) => {
  const part = blob.slice(start, end);
  expect(part).toBeInstanceOf(Blob);
  expect(part.size).toBe(Math.min(end, bytes.length) - start);
  const read = await drain(part.stream());
  expect(read).toHaveLength(part.size);
  expect(read.findIndex((byte, index) => byte !== bytes[start + index])).toBe(-1);
});

test('a part of a part', async () => {
  expect(await drain(blob.slice(10, 1000).slice(5, 9).stream())).toEqual(bytes.slice(15, 19));
});

test('ends although nothing else refers to the reader while garbage is collected', async () => {
  for (let round = 0; round < 300; round += 1) {
    const garbage = Array.from({ length: 100 }, () => new Uint8Array(20_000));
    expect(garbage).toHaveLength(100);
    const reader = blob
      .slice(round, round + 40_000)
      .stream()
      .getReader();
    let length = 0;
    for (let read = await reader.read(); !read.done; read = await reader.read()) length += read.value.length;
    expect(length).toBe(40_000);
  }
});
