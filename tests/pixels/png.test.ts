import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodePng } from '../../src/pixels/png/decode-png.js';
import { pngLayout } from '../../src/pixels/png/png-layout.js';

const [WIDTH, HEIGHT] = [13, 11];
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const GAMMA = { gAMA: [0, 0, 0xb1, 0x8f] };
const PALETTE = Array.from({ length: 256 }, (_, i) => [i, 255 - i, (i * 7) % 256]);

type Extra = Readonly<Record<string, readonly number[]>>;

function chunk(type: string, data: Iterable<number>): number[] {
  const body = [...Buffer.from(type, 'latin1'), ...data];
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length - 4);
  sum.writeUInt32BE(crc32(Buffer.from(body)));
  return [...length, ...body, ...sum];
}

/** The value of a sample of the test's picture, of any depth. */
const sample = (x: number, y: number, s: number, depth: number): number =>
  ((x * 40503 + y * 30011 + s * 9973 + x * y * 257) >>> 0) % 2 ** depth;

/** Packed to bytes, most significant bits first. */
function rowOf(y: number, depth: number, samples: number): number[] {
  let bits = '';
  for (let x = 0; x < WIDTH; x++)
    for (let s = 0; s < samples; s++) bits += sample(x, y, s, depth).toString(2).padStart(depth, '0');
  return (bits.match(/.{1,8}/g) ?? []).map((byte) => parseInt(byte.padEnd(8, '0'), 2));
}

/** The specification's predictors, from the rows as they are (9.2). */
function filtered(filter: number, row: number[], above: number[], step: number): number[] {
  return row.map((value, i) => {
    const [a, b, c] = [row[i - step] ?? 0, above[i] ?? 0, above[i - step] ?? 0];
    const p = a + b - c;
    const nearest = [a, b, c].reduce((best, one) => (Math.abs(p - one) < Math.abs(p - best) ? one : best));
    return (value - [0, a, b, Math.floor((a + b) / 2), nearest][filter]) & 255;
  });
}

function encode(
  depth: number,
  colourType: number,
  extra: Extra = {},
  interlace = 0,
): Uint8Array<ArrayBuffer> {
  const step = Math.max(1, (depth * SAMPLES[colourType]) / 8);
  const rows: number[] = [];
  let above: number[] = [];
  for (let y = 0; y < HEIGHT; y++) {
    const row = rowOf(y, depth, SAMPLES[colourType]);
    rows.push(y % 5, ...filtered(y % 5, row, above, step));
    above = row;
  }
  const data = deflateSync(Buffer.from(rows));
  const header = [0, 0, 0, WIDTH, 0, 0, 0, HEIGHT, depth, colourType, 0, 0, interlace];
  return Uint8Array.from([
    ...SIGNATURE,
    ...chunk('IHDR', header),
    ...Object.entries(extra).flatMap(([type, content]) => chunk(type, content)),
    // Two chunks: their border may lie anywhere.
    ...chunk('IDAT', data.subarray(0, 5)),
    ...chunk('IDAT', data.subarray(5)),
    ...chunk('IEND', []),
  ]);
}

async function decoded(file: Uint8Array<ArrayBuffer>): Promise<number[] | undefined> {
  const layout = pngLayout(file);
  const pixels = layout && (await decodePng(layout));
  if (!pixels) return undefined;
  const rgba = new Uint8Array(4 * WIDTH * HEIGHT);
  pixels.copy({ x: 0, y: 0, width: WIDTH, height: HEIGHT }, rgba);
  return [...rgba];
}

function wanted(colour: (at: (s: number) => number) => readonly number[], depth: number): number[] {
  return Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const [red, green, blue, alpha] = colour((s) => sample(x, y, s, depth));
    const over = (value: number) => Math.round((value * alpha + 255 * (255 - alpha)) / 255);
    return [over(red), over(green), over(blue), 255];
  }).flat();
}

const grey = (value: number, alpha = 255) => [value, value, value, alpha];

describe('every layout, with every row filter, over white', () => {
  test.each([1, 2, 4, 8])('grey of %d bits', async (depth) => {
    const colours = wanted((at) => grey((at(0) * 255) / (2 ** depth - 1)), depth);
    expect(await decoded(encode(depth, 0, GAMMA))).toEqual(colours);
  });

  test.each([1, 2, 4, 8])('a palette of %d bits, translucent', async (depth) => {
    const tRNS = Array.from({ length: 2 ** depth - 1 }, (_, i) => (i * 37) % 256);
    const file = encode(depth, 3, { PLTE: PALETTE.slice(0, 2 ** depth).flat(), tRNS });
    expect(await decoded(file)).toEqual(wanted((at) => [...PALETTE[at(0)], tRNS[at(0)] ?? 255], depth));
  });

  test('RGB, grey and alpha, RGBA', async () => {
    expect(await decoded(encode(8, 2, GAMMA))).toEqual(wanted((at) => [at(0), at(1), at(2), 255], 8));
    expect(await decoded(encode(8, 4))).toEqual(wanted((at) => grey(at(0), at(1)), 8));
    expect(await decoded(encode(8, 6))).toEqual(wanted((at) => [at(0), at(1), at(2), at(3)], 8));
  });

  test('16 bits, by the upper byte', async () => {
    const upper = (value: number) => value >> 8;
    expect(await decoded(encode(16, 0))).toEqual(wanted((at) => grey(upper(at(0))), 16));
    expect(await decoded(encode(16, 4))).toEqual(wanted((at) => grey(upper(at(0)), upper(at(1))), 16));
    expect(await decoded(encode(16, 6))).toEqual(wanted((at) => [0, 1, 2, 3].map((s) => upper(at(s))), 16));
  });

  test('one colour that is transparent', async () => {
    const chosen = [0, 1, 2].map((s) => sample(5, 4, s, 8));
    const file = encode(8, 2, { tRNS: chosen.flatMap((value) => [0, value]) });
    const isChosen = (at: (s: number) => number) => chosen.every((value, s) => value === at(s));
    const colours = wanted((at) => [at(0), at(1), at(2), isChosen(at) ? 0 : 255], 8);
    expect(colours.slice(4 * (4 * WIDTH + 5), 4 * (4 * WIDTH + 5) + 3)).toEqual([255, 255, 255]);
    expect(await decoded(file)).toEqual(colours);
  });
});

describe('is left to the browser', () => {
  test.each([
    ['what has a profile', encode(8, 6, { iCCP: [65, 0, 0] })],
    ['a gamma that is not that of sRGB', encode(8, 6, { gAMA: [0, 1, 0x86, 0xa0] })],
    ['what is interlaced', encode(8, 6, {}, 1)],
    ['a turned one', encode(8, 6, { eXIf: [77, 77] })],
    ['half a file', encode(8, 6).slice(0, 200)],
    ['what is no PNG', new Uint8Array(40)],
  ])('%s', async (_, file) => {
    expect(await decoded(file)).toBeUndefined();
  });
});

test.each([
  ['RGB', encode(8, 2), false],
  ['a palette', encode(8, 3, { PLTE: PALETTE.flat() }), false],
  ['RGB that says that it is sRGB', encode(8, 2, { sRGB: [0], ...GAMMA }), false],
  ['a gamma alone', encode(8, 2, GAMMA), true],
  ['alpha', encode(8, 6), true],
  ['a palette with alpha', encode(8, 3, { PLTE: PALETTE.flat(), tRNS: [0] }), true],
  ['16 bits', encode(16, 2), true],
])('browsers decode %s exactly, or not', (_, file, isInexact) => {
  expect(pngLayout(file)?.isInexact).toBe(isInexact);
});
