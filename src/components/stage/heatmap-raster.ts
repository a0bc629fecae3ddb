import { normaliseMap } from '../../cam/normalise-map.js';
import { resampleMap } from '../../cam/resample-map.js';
import type { Explanation } from '../../worker/explanation.js';
import type { Colormap } from '../colormaps/colormap.js';
import { lookupTable, paintMap } from '../colormaps/lookup-table.js';
import type { Size } from '../../geometry/size.js';

/** Longest side of a raster: a map is smooth, so the browser's own scaling does the rest unseen. */
const MAX_SIDE = 512;

/**
 * Colours what an explanation's map shows over all that the model saw (`inputRect`), at about `size` device pixels: upsampled
 * from where its cells lie first, then normalised and coloured, so that colours are those of the values and not blends of other colours.
 */
export function rasterHeatmap(explanation: Explanation, colormap: Colormap, size: Size): HTMLCanvasElement {
  const shrink = Math.min(1, MAX_SIDE / Math.max(size.width, size.height));
  const width = Math.max(1, Math.round(size.width * shrink));
  const height = Math.max(1, Math.round(size.height * shrink));
  const { map: data, mapWidth, mapHeight, mapRect, inputRect } = explanation;
  const map = { data, width: mapWidth, height: mapHeight };
  const upsampled = resampleMap(map, mapRect, inputRect, width, height);
  const pixels = paintMap(normaliseMap(upsampled).data, lookupTable(colormap));

  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.putImageData(new ImageData(pixels, width, height), 0, 0);
  return canvas;
}
