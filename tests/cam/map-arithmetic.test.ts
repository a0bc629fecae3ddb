import { describe, expect, test } from 'vitest';
import { isEmptyMap, rectify } from '../../src/cam/explain-map.js';
import {
  FUSIONS,
  fuseMaps,
  fusePlacedMaps,
  type FusionName,
  type PlacedMap,
} from '../../src/cam/fuse-maps.js';
import type { CamMap } from '../../src/cam/layer-tensors.js';
import { createMapMean } from '../../src/cam/map-mean.js';
import { normaliseMap } from '../../src/cam/normalise-map.js';
import { resampleMap } from '../../src/cam/resample-map.js';
import { resizeBilinear } from '../../src/cam/resize-bilinear.js';

type Rectangle = PlacedMap['rect'];

const row = (...values: number[]): CamMap => ({
  data: Float32Array.from(values),
  width: values.length,
  height: 1,
});
const grid = (width: number, ...values: number[]): CamMap => ({
  data: Float32Array.from(values),
  width,
  height: values.length / width,
});

const close = (value: number): unknown => expect.closeTo(value, 6);

describe('resizeBilinear', () => {
  test.each<[string, CamMap, number, number[]]>([
    ['twice as wide: half-pixel positions, repeated borders', row(0, 4), 4, [0, 1, 3, 4]],
    ['three times', row(0, 3), 6, [0, 0, 1, 2, 3, 3]],
    ['half as wide', row(0, 2, 4, 6), 2, [1, 5]],
    ['one cell', row(5), 3, [5, 5, 5]],
    ['the same size', row(1, 2, 3), 3, [1, 2, 3]],
  ])('%s', (_, map, width, expected) => {
    expect([...resizeBilinear(map, width, 1).data]).toEqual(expected.map(close));
  });
  test('both ways at once', () => {
    expect([...resizeBilinear(grid(2, 0, 4, 8, 12), 4, 4).data]).toEqual([
      0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12,
    ]);
  });
  test('one hot cell of 7 x 7 in 224 px: 52 px at 20 % and 32 px at 50 % of its maximum', () => {
    const hot = grid(7, ...Array.from({ length: 49 }, (_, i) => (i === 24 ? 1 : 0)));
    const middle = resizeBilinear(hot, 224, 224).data.subarray(112 * 224, 113 * 224);
    const top = Math.max(...middle);
    expect(middle.filter((value) => value >= 0.2 * top).length).toBe(52);
    expect(middle.filter((value) => value >= 0.5 * top).length).toBe(32);
  });
  test('does not return the map itself', () => {
    const map = row(1, 2);
    expect(resizeBilinear(map, 2, 1).data).not.toBe(map.data);
  });
});

describe('resampleMap', () => {
  const along = (x: number, width: number): Rectangle => ({ x, y: 0, width, height: 1 });

  test.each<[string, CamMap, Rectangle, Rectangle, number, number[]]>([
    ['in its own place', row(0, 4), along(3, 2), along(3, 2), 4, [0, 1, 3, 4]],
    [
      'half a cell further: the first goes on to the edge',
      row(4, 0),
      along(1, 4),
      along(0, 4),
      4,
      [4, 4, 3, 1],
    ],
    ['half a cell nearer', row(4, 0), along(-1, 4), along(0, 4), 4, [3, 1, 0, 0]],
    ['a part of it', row(0, 8, 0), along(0, 6), along(2, 2), 2, [6, 6]],
    ['beside it', row(1, 2), along(0, 2), along(10, 2), 2, [2, 2]],
  ])('%s', (_, map, from, to, width, expected) => {
    expect([...resampleMap(map, from, to, width, 1).data]).toEqual(expected.map(close));
  });

  test('a map that is linear in the place stays so, whatever its cells are', () => {
    const from = { x: 5, y: -3, width: 70, height: 40 };
    const plane = (x: number, y: number): number => 2 * x - 3 * y + 500;
    const values = Array.from({ length: 7 * 5 }, (_, i) =>
      plane(from.x + ((i % 7) + 0.5) * 10, from.y + (Math.floor(i / 7) + 0.5) * 8),
    );
    const to = { x: 20, y: 10, width: 30, height: 15 };
    const fine = resampleMap(grid(7, ...values), from, to, 60, 30);
    fine.data.forEach((value, i) => {
      const [x, y] = [to.x + ((i % 60) + 0.5) / 2, to.y + (Math.floor(i / 60) + 0.5) / 2];
      expect(value).toBeCloseTo(plane(x, y), 3);
    });
  });
});

describe('normaliseMap', () => {
  test.each<[string, CamMap, Parameters<typeof normaliseMap>[1], number[]]>([
    ['by the maximum', row(0, 1, 4), undefined, [0, 0.25, 1]],
    ['negative values become zero', row(-2, 1, 4), undefined, [0, 0.25, 1]],
    ['to the full range', row(-2, 1, 4), 'min-max', [0, 0.5, 1]],
    ['a constant map, full range', row(3, 3), 'min-max', [0, 0]],
    ['zeros stay zeros', row(0, 0), undefined, [0, 0]],
    ['no positive value', row(-1, -3), undefined, [0, 0]],
    ['NaN becomes zero', row(Number.NaN, 2), undefined, [0, 1]],
    ['infinity saturates', row(0, 2, Infinity, -Infinity), undefined, [0, 1, 1, 0]],
    ['nothing finite', row(Number.NaN, Infinity), undefined, [0, 0]],
    ['tiny values', row(1e-45, 0), undefined, [1, 0]],
    ['huge values', row(3e38, 1.5e38), undefined, [1, 0.5]],
  ])('%s', (_, map, normalisation, expected) => {
    expect([...normaliseMap(map, normalisation).data]).toEqual(expected.map(close));
  });
});

describe('rectify and isEmptyMap', () => {
  test('negative values and NaN become zero', () => {
    expect([...rectify(row(-1, 0, 2, Number.NaN)).data]).toEqual([0, 0, 2, 0]);
  });
  test.each<[boolean, CamMap]>([
    [true, row(0, 0)],
    [true, row(-1, 0)],
    [true, row()],
    [false, row(0, 1e-45)],
  ])('empty: %s', (empty, map) => expect(isEmptyMap(map)).toBe(empty));
});

describe('createMapMean', () => {
  test('means maps', () => {
    const mean = createMapMean();
    [row(1, -2), row(3, 2), row(2, 3)].forEach((map) => mean.add(map));
    expect(mean.mean()).toEqual(row(2, 1));
  });
  test('identical maps are their mean to the bit', () => {
    const mean = createMapMean();
    for (let i = 0; i < 7; i++) mean.add(row(0.1, 1 / 3, 1e-30));
    expect(mean.mean()).toEqual(row(0.1, 1 / 3, 1e-30));
  });
});

describe('fuseMaps', () => {
  test.each<[FusionName, number[]]>([
    ['mean', [0.75, 0.375, 0.25, 0.5]],
    ['max', [1, 0.5, 0.5, 1]],
    ['product', [0.5, 0.125, 0, 0]],
  ])('%s of maps of one size, each by its own maximum', (how, expected) => {
    expect([...fuseMaps([row(4, 2, 0, 0), row(5, 2.5, 5, 10)], how).data]).toEqual(expected);
  });
  test('maps of several sizes meet on the finest grid', () => {
    const fused = fuseMaps([row(0, 8), row(1, 1, 1, 1)], 'product');
    expect([...fused.data]).toEqual([0, 0.25, 0.75, 1]);
  });
  test.each(Object.keys(FUSIONS) as FusionName[])('%s: empty maps have no say', (how) => {
    expect([...fuseMaps([row(0, 0), row(1, 2)], how).data]).toEqual([0.5, 1]);
  });
  test.each(Object.keys(FUSIONS) as FusionName[])('%s: nothing but empty maps is empty', (how) => {
    expect([...fuseMaps([row(0, 0), row(0, 0)], how).data]).toEqual([0, 0]);
  });
  test('maps of different places meet where the finest one lies', () => {
    const coarse: PlacedMap = { ...row(1, 0), rect: { x: 2, y: 0, width: 8, height: 1 } };
    const fine: PlacedMap = { ...row(1, 1, 1, 1), rect: { x: 1, y: 0, width: 8, height: 1 } };
    // Centres of the coarse cells at 4 and 8, of the fine ones at 2, 4, 6 and 8.
    const expected = { ...row(1, 1, 0.5, 0), rect: fine.rect };
    expect(fusePlacedMaps([coarse, fine], 'product')).toEqual(expected);
    expect(fusePlacedMaps([fine, coarse], 'product')).toEqual(expected);
  });
  test('one place in two maps is one place in the fused one', () => {
    const dot = (cells: number, hot: number): CamMap =>
      row(...Array.from({ length: cells }, (_, i) => +(i === hot)));
    // Both peak at 24: the fifth cell of 4 from 6, the first cell of 16 from 16.
    const fine = { ...dot(8, 4), rect: { x: 6, y: 0, width: 32, height: 1 } };
    const coarse = { ...dot(2, 0), rect: { x: 16, y: 0, width: 32, height: 1 } };
    const { data } = fusePlacedMaps([fine, coarse], 'mean');
    expect(data.indexOf(Math.max(...data))).toBe(4);
    expect(Math.max(...data)).toBe(1);
  });
  test('sharpening is tanh, before the last normalisation', () => {
    const expected = Math.tanh(2 * 0.5) / Math.tanh(2);
    expect(fuseMaps([row(1, 2)], 'mean', 2).data[0]).toBeCloseTo(expected, 6);
  });
});
