import { describe, expect, test } from 'vitest';
import { cssGradient, lookupTable, paintMap } from '../../../src/components/colormaps/lookup-table.js';
import { COLORMAPS, COLORMAP_NAMES, isColormapName } from '../../../src/components/colormaps/registry.js';

test('viridis is the first colour map', () => {
  expect(COLORMAP_NAMES).toEqual(['viridis', 'inferno', 'cividis', 'turbo', 'jet']);
  expect(isColormapName('viridis')).toBe(true);
  expect(isColormapName('toString')).toBe(false);
});

test.each([
  ['viridis', [68, 1, 84], [33, 144, 140], [253, 231, 37]],
  ['inferno', [0, 0, 4], [188, 55, 85], [252, 255, 164]],
  ['cividis', [0, 34, 78], [124, 123, 120], [254, 232, 56]],
  ['turbo', [48, 18, 59], [164, 252, 60], [122, 4, 3]],
  ['jet', [0, 0, 127.5], [127.5, 255, 127.5], [127.5, 0, 0]],
] as const)('%s has its published colours at 0, 0.5 and 1', (name, low, middle, high) => {
  const near = (actual: readonly number[], expected: readonly number[]): void => {
    for (const [i, value] of expected.entries()) expect(Math.abs(actual[i] - value)).toBeLessThanOrEqual(1);
  };
  near(COLORMAPS[name](0), low);
  near(COLORMAPS[name](0.5), middle);
  near(COLORMAPS[name](1), high);
});

test.each(COLORMAP_NAMES)('%s stays within bytes, without a jump', (name) => {
  const colors = Array.from({ length: 1001 }, (_, i) => COLORMAPS[name](i / 1000));
  const values = colors.flat();
  const steps = colors
    .slice(1)
    .flatMap((color, i) => color.map((value, c) => Math.abs(value - colors[i][c])));
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThanOrEqual(255);
  expect(Math.max(...steps)).toBeLessThan(4);
});

describe('paintMap', () => {
  const table = lookupTable(COLORMAPS.viridis);

  test('leaves the image bare where the map is zero, and covers it at the maximum', () => {
    const pixels = paintMap(Float32Array.of(0, 1), table);
    expect([...pixels]).toEqual([68, 1, 84, 0, 253, 231, 37, 255]);
  });

  test('takes NaN for zero and clamps the rest', () => {
    const pixels = paintMap(Float32Array.of(Number.NaN, -2, 7), table);
    expect([pixels[3], pixels[7], pixels[11]]).toEqual([0, 0, 255]);
  });

  test('covers more the higher the value', () => {
    const alphas = [...lookupTable(COLORMAPS.jet)].filter((_, i) => i % 4 === 3);
    expect(alphas).toHaveLength(256);
    expect(alphas.every((alpha, i) => i === 0 || alpha >= alphas[i - 1])).toBe(true);
  });
});

test('a legend is a gradient over the same colours', () => {
  expect(cssGradient(COLORMAPS.jet, 3)).toBe(
    'linear-gradient(to right, rgb(0 0 128), rgb(128 255 128), rgb(128 0 0))',
  );
});
