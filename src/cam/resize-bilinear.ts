import type { CamMap } from './layer-tensors.js';

/**
 * Bilinear resize on the half-pixel grid (align_corners = false): output pixel x samples the input at
 * (x + 0.5) * in / out - 0.5, and borders repeat. So a cell covers exactly 1/width of the picture, and the
 * map stays where the layer saw it.
 */
export function resizeBilinear(map: CamMap, width: number, height: number): CamMap {
  if (map.width === width && map.height === height) return { ...map, data: map.data.slice() };
  const positions = (cells: number, size: number): Float64Array =>
    Float64Array.from({ length: size }, (_, i) => ((i + 0.5) * cells) / size - 0.5);
  return sampleBilinear(map, positions(map.width, width), positions(map.height, height));
}

/** The map at columns and rows in cells, of which 0 is the centre of the first one; borders repeat. */
export function sampleBilinear(map: CamMap, columnsAt: Float64Array, rowsAt: Float64Array): CamMap {
  const [width, height] = [columnsAt.length, rowsAt.length];
  const columns = neighbours(map.width, columnsAt);
  const rows = neighbours(map.height, rowsAt);
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const top = rows.lower[y] * map.width;
    const bottom = rows.upper[y] * map.width;
    const down = rows.fraction[y];
    for (let x = 0; x < width; x++) {
      const left = columns.lower[x];
      const right = columns.upper[x];
      const across = columns.fraction[x];
      const above = map.data[top + left] + across * (map.data[top + right] - map.data[top + left]);
      const below = map.data[bottom + left] + across * (map.data[bottom + right] - map.data[bottom + left]);
      data[y * width + x] = above + down * (below - above);
    }
  }
  return { data, width, height };
}

function neighbours(cells: number, positions: Float64Array) {
  const size = positions.length;
  const lower = new Int32Array(size);
  const upper = new Int32Array(size);
  const fraction = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const position = Math.min(cells - 1, Math.max(0, positions[i]));
    lower[i] = Math.floor(position);
    upper[i] = Math.min(cells - 1, lower[i] + 1);
    fraction[i] = position - lower[i];
  }
  return { lower, upper, fraction };
}
