import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Size } from '../../src/geometry/size.js';
import { reducePixels } from '../../src/pixels/reduce-pixels.js';
import { resizePixels } from '../../src/pixels/resize-pixels.js';
import type { Interpolation } from '../../src/pixels/resampling-filters.js';
import { arrayPixels, testPicture } from './array-pixels.js';
import pillow from './fixtures/pillow.json' with { type: 'json' };

const PIXELS = readFileSync(new URL('./fixtures/pillow.rgb', import.meta.url));
const size = ([width, height]: readonly number[]): Size => ({ width, height });
const whole = ({ width, height }: Size) => ({ x: 0, y: 0, width, height });
const source = (of: Size) => arrayPixels(testPicture(of), of);

interface Resized {
  readonly source: number[];
  readonly resized: number[];
  readonly interpolation: Interpolation;
  readonly offset: number;
}
interface Reduced {
  readonly source: number[];
  readonly resized: number[];
  readonly reduction: number;
  readonly offset: number;
}
const RESIZED = pillow.cases.filter((row) => 'interpolation' in row) as Resized[];
const REDUCED = pillow.cases.filter((row) => 'reduction' in row) as Reduced[];

const expected = ({ resized: [width, height], offset }: Resized | Reduced): number[] => [
  ...PIXELS.subarray(offset, offset + 3 * width * height),
];

describe(`the same pixels as Pillow ${pillow.pillow}, to the last digit`, () => {
  test.each(RESIZED)('$source to $resized, $interpolation', (row) => {
    const resized = size(row.resized);
    const found = resizePixels(source(size(row.source)), resized, whole(resized), row.interpolation);
    expect([...found]).toEqual(expected(row));
  });

  test.each(REDUCED)('$source reduced by $reduction', (row) => {
    const found = reducePixels(source(size(row.source)), row.reduction);
    expect([found.width, found.height]).toEqual(row.resized);
    expect([...found.data.filter((_, i) => i % 4 < 3)]).toEqual(expected(row));
    expect(found.data.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
  });
});

test('a part is the same as the whole, cut', () => {
  const from = { width: 301, height: 207 };
  const resized = { width: 60, height: 41 };
  const part = { x: 7, y: 5, width: 31, height: 29 };
  const all = resizePixels(source(from), resized, whole(resized));
  const cut = resizePixels(source(from), resized, part);
  const wanted = Array.from({ length: part.height }, (_, y) => {
    const first = 3 * ((part.y + y) * resized.width + part.x);
    return [...all.subarray(first, first + 3 * part.width)];
  });
  expect([...cut]).toEqual(wanted.flat());
});

test('bands leave no seams in a picture of several', () => {
  const from = { width: 3000, height: 400 };
  const resized = { width: 24, height: 40 };
  const grey = new Uint8ClampedArray(4 * from.width * from.height).map((_, i) =>
    Math.floor(i / 4 / from.width / 2),
  );
  const found = resizePixels(arrayPixels(grey, from), resized, whole(resized));
  for (let y = 1; y < resized.height - 1; y++) expect(found[3 * 24 * y]).toBe(Math.round(5 * y + 2));
});
