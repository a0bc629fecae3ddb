import { overWhite } from './over-white.js';
import type { PngLayout } from './png-layout.js';

/** Samples of a pixel, by colour type; those that are missing are of no PNG. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const PALETTE = 3;

export interface PngRows {
  readonly rowBytes: number;
  /** Bytes from a sample to the one of the pixel before it, which filters refer to; 1 at least. */
  readonly step: number;
  /** A row without its filter as RGBA over white. */
  readonly expand: (row: Uint8Array, into: Uint8Array) => void;
}

/** How the rows of a PNG lie, and what they mean; undefined for a layout that the specification does not know. */
export function pngRows(layout: PngLayout): PngRows | undefined {
  const { width, depth, colourType } = layout;
  const samples = SAMPLES[colourType];
  if (!samples || ![1, 2, 4, 8, 16].includes(depth) || (depth < 8 && samples > 1)) return undefined;
  const rowBytes = Math.ceil((width * depth * samples) / 8);
  const step = Math.max(1, (depth * samples) / 8);
  return { rowBytes, step, expand: expander(layout, samples) };
}

/** A sample as it is stored. */
function sampleAt(row: Uint8Array, index: number, depth: number): number {
  if (depth === 8) return row[index];
  if (depth === 16) return (row[2 * index] << 8) | row[2 * index + 1];
  const bit = index * depth;
  return (row[bit >> 3] >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
}

function expander(layout: PngLayout, samples: number): PngRows['expand'] {
  const { width, depth, colourType, palette, transparency } = layout;
  const white = overWhite();
  const hasAlpha = samples === 2 || samples === 4;
  const colours = samples >= 3 ? 3 : 1;
  const isPalette = colourType === PALETTE;
  if (depth === 8 && samples === 4) return (row, into) => expandRgba(row, into, white);
  const most = 2 ** depth - 1;
  const to8 = (value: number): number =>
    depth === 16 ? value >> 8 : depth === 8 ? value : (value * 255) / most;
  const key = isPalette ? undefined : transparency;

  return (row, into) => {
    const stored = [0, 0, 0];
    for (let x = 0; x < width; x++) {
      const first = x * samples;
      let alpha = hasAlpha ? to8(sampleAt(row, first + samples - 1, depth)) : 255;
      for (let c = 0; c < colours; c++) stored[c] = sampleAt(row, first + c, depth);
      if (key && isKey(key, stored, colours)) alpha = 0;
      if (isPalette) alpha = transparency?.[stored[0]] ?? 255;
      const base = alpha << 8;
      for (let c = 0; c < 3; c++) {
        const value = isPalette ? palette[3 * stored[0] + c] : to8(stored[colours === 1 ? 0 : c]);
        into[4 * x + c] = white[base + (value ?? 0)];
      }
      into[4 * x + 3] = 255;
    }
  };
}

/** The layout that most files with alpha have, and large ones. */
function expandRgba(row: Uint8Array, into: Uint8Array, white: Uint8Array): void {
  for (let i = 0; i < row.length; i += 4) {
    const base = row[i + 3] << 8;
    into[i] = white[base + row[i]];
    into[i + 1] = white[base + row[i + 1]];
    into[i + 2] = white[base + row[i + 2]];
    into[i + 3] = 255;
  }
}

/** Whether a colour is the one that tRNS makes transparent. */
function isKey(key: Uint8Array, stored: readonly number[], colours: number): boolean {
  for (let c = 0; c < colours; c++) if (((key[2 * c] << 8) | key[2 * c + 1]) !== stored[c]) return false;
  return true;
}
