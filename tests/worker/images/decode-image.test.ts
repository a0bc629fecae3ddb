import { proxy, transfer, wrap, type Remote } from 'comlink';
import { afterAll, describe, expect, test } from 'vitest';
import type { SaliencyError } from '../../../src/errors.js';
import { installErrorHandler } from '../../../src/worker/client/comlink-errors.js';
import { rasterizeSvg } from '../../../src/worker/images/rasterize-svg.js';
import type { Colour, ImageWorker } from './image-worker.js';

installErrorHandler();
const worker = new Worker(new URL('./image-worker.ts', import.meta.url), { type: 'module' });
const images: Remote<ImageWorker> = wrap<ImageWorker>(worker);
afterAll(() => worker.terminate());

const FILES = import.meta.glob<string>('./fixtures/*.{jpg,png,webp,avif,gif,bmp}', {
  eager: true,
  query: '?url',
  import: 'default',
});

async function file(name: string): Promise<Blob> {
  return (await fetch(FILES[`./fixtures/${name}`])).blob();
}

const QUARTERS: readonly Colour[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
];

/** `tolerance` in steps of 255: lossy formats, and CMYK, which has no exact way back. */
function expectQuarters(seen: readonly Colour[], tolerance: number): void {
  const distance = seen.flatMap((colour, quarter) =>
    colour.map((channel, index) => Math.abs(channel - QUARTERS[quarter][index])),
  );
  expect(Math.max(...distance), JSON.stringify(seen)).toBeLessThanOrEqual(tolerance);
}

async function failure(
  promise: Promise<unknown>,
): Promise<{ code: string; reason: string; message: string }> {
  try {
    await promise;
  } catch (thrown) {
    const { code, message, details } = thrown as SaliencyError;
    return { code, message, reason: (details as { reason: string }).reason };
  }
  throw new Error('The picture was decoded.');
}

const concat = (...parts: BlobPart[]): Blob => new Blob(parts);

describe('a picture is decoded upright and in its colours', () => {
  test.each([
    ['baseline.jpg', 6],
    ['progressive.jpg', 6],
    ['cmyk.jpg', 40],
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => [`orientation-${orientation}.jpg`, 6] as const),
    ['rgb.png', 0],
    ['palette.png', 0],
    ['rgb16.png', 0],
    ['lossless.webp', 0],
    ['lossy.webp', 12],
    ['picture.avif', 12],
    ['rotated.avif', 12],
    ['animated.gif', 0],
    ['picture.bmp', 0],
  ] as const)('%s', async (name, tolerance) => {
    const seen = await images.look(await file(name));
    expect(seen).toMatchObject({ width: 48, height: 32, bitmapWidth: 48, bitmapHeight: 32 });
    expectQuarters(seen.quarters, tolerance);
  });

  test.each(['alpha.png', 'alpha.webp'])('%s keeps its transparency', async (name) => {
    const { quarters } = await images.look(await file(name));
    expect(quarters[3]).toEqual([255, 255, 255]);
  });

  test('one pixel is a picture', async () => {
    expect(await images.look(await file('one-pixel.png'))).toMatchObject({ width: 1, height: 1 });
  });

  test('the content decides, not the name or the type', async () => {
    const lying = new Blob([await file('baseline.jpg')], { type: 'image/png' });
    expectQuarters((await images.look(lying)).quarters, 6);
  });
});

describe('a large picture becomes a smaller bitmap, and keeps its size', () => {
  test('of 12,000 x 9,000 pixels', async () => {
    const seen = await images.look(await file('huge.png'));
    expect(seen).toMatchObject({ width: 12_000, height: 9_000 });
    expect(seen.bitmapWidth * seen.bitmapHeight).toBeLessThanOrEqual(16e6);
    expect(seen.bitmapWidth / seen.bitmapHeight).toBeCloseTo(12 / 9, 2);
    expectQuarters(seen.quarters, 0);
  });

  test.each([
    'orientation-6.jpg',
    'lossy.webp',
    'lossless.webp',
    'picture.avif',
    'rotated.avif',
    'animated.gif',
    'picture.bmp',
  ])('%s', async (name) => {
    const seen = await images.look(await file(name), 384);
    expect(seen).toMatchObject({ width: 48, height: 32, bitmapWidth: 24, bitmapHeight: 16 });
    expectQuarters(seen.quarters, 12);
  });
});

describe('an SVG is drawn with the help of the page', () => {
  const draw = proxy(async (svg: Blob, maxPixels: number) => {
    const drawn = await rasterizeSvg(svg, maxPixels);
    return transfer(drawn, [drawn.bitmap]);
  });
  const RECTANGLES =
    '<rect width="24" height="16" fill="#f00"/><rect x="24" width="24" height="16" fill="#0f0"/><rect y="16" width="24" height="16" fill="#00f"/>';
  const svg = (attributes: string): Blob =>
    new Blob([
      `<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${RECTANGLES}</svg>`,
    ]);

  test.each([
    ['at its own size', 'width="48" height="32"', 48, 32],
    ['scaled to one side', 'width="96px" viewBox="0 0 48 32"', 96, 64],
    ['in centimetres', 'width="10cm" viewBox="0 0 48 32"', 378, 252],
    ['without a size', 'viewBox="0 0 48 32"', 225, 150],
    ['in shares of the page', 'width="100%" height="100%" viewBox="0 0 48 32"', 225, 150],
  ])('%s, that of an <img>', async (_, attributes, width, height) => {
    const file = svg(attributes);
    const seen = await images.look(file, undefined, draw);
    expect(seen).toMatchObject({ width, height });
    expectQuarters(seen.quarters, 0);
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([file], { type: 'image/svg+xml' }));
    await image.decode();
    expect([image.naturalWidth, image.naturalHeight]).toEqual([width, height]);
  });

  test('finer than its size, where it states none', async () => {
    const seen = await images.look(svg('viewBox="0 0 48 32"'), undefined, draw);
    expect(seen).toMatchObject({ bitmapWidth: 1024, bitmapHeight: 683 });
  });

  test('without a size or a box it is the upper left corner of itself', async () => {
    const quarter =
      '<rect width="150" height="75" fill="#f00"/><rect x="150" width="150" height="75" fill="#0f0"/>';
    const rest = '<rect y="75" width="150" height="75" fill="#00f"/><rect x="300" width="999" height="999"/>';
    const file = new Blob([`<svg xmlns="http://www.w3.org/2000/svg">${quarter}${rest}</svg>`]);
    const seen = await images.look(file, undefined, draw);
    expect(seen).toMatchObject({ width: 300, height: 150 });
    expectQuarters(seen.quarters, 0);
  });

  test('in another encoding, and after a long comment', async () => {
    const text = await svg('width="48" height="32"').text();
    const utf16 = new Uint8Array(new Uint16Array([0xfeff, ...[...text].map((c) => c.charCodeAt(0))]).buffer);
    const commented = text.replace('<!-- drawn -->', `<!-- ${'drawn '.repeat(200)}-->`);
    for (const part of [utf16, commented]) {
      const seen = await images.look(new Blob([part], { type: 'image/svg+xml' }), undefined, draw);
      expect(seen).toMatchObject({ width: 48, height: 32 });
      expectQuarters(seen.quarters, 0);
    }
  });

  test('no larger than allowed', async () => {
    const seen = await images.look(svg('width="48" height="32"'), 384, draw);
    expect(seen).toMatchObject({ bitmapWidth: 24, bitmapHeight: 16 });
  });

  test('and where there is no page, the error says so', async () => {
    const { code, message } = await failure(images.look(svg('width="48" height="32"')));
    expect(code).toBe('image-decode');
    expect(message).toMatch(/Save it as PNG/);
  });

  test('a damaged one is an error', async () => {
    const broken = new Blob(['<svg xmlns="http://www.w3.org/2000/svg"><rect']);
    expect(await failure(images.look(broken, undefined, draw))).toMatchObject({ code: 'image-decode' });
  });
});

describe('what cannot be decoded gets an error that says what to do', () => {
  test.each([
    ['an empty file', new Blob([]), 'empty', /empty/],
    ['text', new Blob(['hello, world']), 'format', /JPEG, PNG, WebP/],
    ['a web page', new Blob(['<!DOCTYPE html><title>Sign in</title>']), 'format', /leads to a page/],
    ['a HEIC photo', new Blob(['\0\0\0\x18ftypheic']), 'format', /HEIC.+iPhone/],
    ['a TIFF', concat('II*\0', new Uint8Array(64)), 'format', /TIFF.+Save it as/],
    ['a PDF', new Blob(['%PDF-1.7\n']), 'format', /Export its page/],
    ['a DICOM', concat(new Uint8Array(128), 'DICM'), 'format', /DICOM.+windowed/],
    [
      'a PNG with nonsense for a size',
      concat(new Uint8Array([0x89]), 'PNG\r\n\x1a\n', new Uint8Array(200).fill(7)),
      'too-large',
      /pixels/,
    ],
    [
      'a damaged JPEG',
      concat(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), new Uint8Array(50)),
      'damaged',
      /save it again/,
    ],
  ])('%s', async (_, blob, reason, message) => {
    const error = await failure(images.look(blob));
    expect(error).toMatchObject({ code: 'image-decode', reason });
    expect(error.message).toMatch(message);
  });

  test('a picture that would exhaust the memory is refused before it is decoded', async () => {
    const bytes = new Uint8Array(await (await file('one-pixel.png')).arrayBuffer());
    new DataView(bytes.buffer).setUint32(16, 60_000);
    new DataView(bytes.buffer).setUint32(20, 60_000);
    const error = await failure(images.look(new Blob([bytes])));
    expect(error).toMatchObject({ code: 'image-decode', reason: 'too-large' });
    expect(error.message).toMatch(/60000 x 60000 pixels \(3600 million\)/);
  });

  test.each(['baseline.jpg', 'rgb.png', 'picture.avif', 'lossy.webp', 'animated.gif'])(
    'half of %s',
    async (name) => {
      const whole = await file(name);
      const error = await failure(images.look(whole.slice(0, Math.floor(whole.size / 2))));
      expect(error).toMatchObject({ code: 'image-decode', reason: 'damaged' });
    },
  );
});
