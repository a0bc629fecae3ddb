import type { CamMap } from './layer-tensors.js';

/** Shrinks a map: every output cell is the mean of the input under it, cells cut by its edge counted in part. */
export function resizeArea(map: CamMap, width: number, height: number): CamMap {
  const columns = spansOf(map.width, width);
  const rows = spansOf(map.height, height);
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data[y * width + x] = meanUnder(map, rows[y], columns[x]);
  }
  return { data, width, height };
}

/** The input cells under one output cell, with the part of each. */
type Span = readonly (readonly [index: number, part: number])[];

function spansOf(cells: number, size: number): Span[] {
  return Array.from({ length: size }, (_, i) => {
    const start = (i * cells) / size;
    const end = ((i + 1) * cells) / size;
    const first = Math.floor(start);
    const count = Math.min(cells, Math.ceil(end)) - first;
    return Array.from({ length: count }, (__, step) => {
      const index = first + step;
      return [index, Math.min(end, index + 1) - Math.max(start, index)] as const;
    });
  });
}

function meanUnder({ data, width }: CamMap, rows: Span, columns: Span): number {
  let sum = 0;
  let area = 0;
  for (const [row, down] of rows) {
    for (const [column, across] of columns) {
      sum += down * across * data[row * width + column];
      area += down * across;
    }
  }
  return sum / area;
}
