import type { Colormap } from './colormap.js';

export const TABLE_SIZE = 256;

/**
 * How strongly a value covers the image: t^0.75 rises fast enough that the middle of the map stays legible,
 * and is 0 at 0, so that the part of the image that the class does not see stays as it is.
 */
export const coverage = (t: number): number => t ** 0.75;

/** RGBA of {@link TABLE_SIZE} evenly spaced values in [0, 1]; alpha follows {@link coverage}. */
export function lookupTable(colormap: Colormap): Uint8ClampedArray {
  const table = new Uint8ClampedArray(4 * TABLE_SIZE);
  for (let i = 0; i < TABLE_SIZE; i++) {
    const t = i / (TABLE_SIZE - 1);
    table.set([...colormap(t), 255 * coverage(t)], 4 * i);
  }
  return table;
}

/** Paints a map of values in [0, 1] through a lookup table; NaN counts as 0, values outside are clamped. */
export function paintMap(values: Float32Array, table: Uint8ClampedArray): Uint8ClampedArray<ArrayBuffer> {
  const colors = new Uint32Array(table.buffer, table.byteOffset, TABLE_SIZE);
  const pixels = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const t = Math.min(1, Math.max(0, values[i] || 0));
    pixels[i] = colors[Math.round(t * (TABLE_SIZE - 1))];
  }
  return new Uint8ClampedArray(pixels.buffer);
}

/** A CSS gradient of the colour map, for legends. */
export function cssGradient(colormap: Colormap, stops = 9): string {
  const colors = Array.from({ length: stops }, (_, i) => {
    const [r, g, b] = colormap(i / (stops - 1)).map(Math.round);
    return `rgb(${r} ${g} ${b})`;
  });
  return `linear-gradient(to right, ${colors.join(', ')})`;
}
