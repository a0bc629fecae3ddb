import { isEmptyMap } from './explain-map.js';
import type { CamMap } from './layer-tensors.js';
import { normaliseMap } from './normalise-map.js';
import { resizeBilinear } from './resize-bilinear.js';

/** One way to make one map of several, from their values at one cell, each in [0, 1]. */
interface Fusion {
  readonly title: string;
  readonly fuse: (values: readonly number[]) => number;
}

/** `mean`: all layers count alike. `max`: any layer is enough. `product`: all layers must agree. */
export const FUSIONS = {
  mean: { title: 'Mean', fuse: (values) => values.reduce((sum, value) => sum + value, 0) / values.length },
  max: { title: 'Maximum', fuse: (values) => Math.max(...values) },
  product: { title: 'Product', fuse: (values) => values.reduce((product, value) => product * value, 1) },
} as const satisfies Readonly<Record<string, Fusion>>;

export type FusionName = keyof typeof FUSIONS;

/**
 * Fuses maps (after their ReLU) of several layers over the same part of the image: each is resized to the
 * finest grid among them and divided by its maximum. Empty maps do not count; without any other the result is
 * a map of zeros. `sharpen` first applies tanh(sharpen * M), as the LayerCAM paper does with 2 for shallow
 * layers, whose maxima are outliers.
 */
export function fuseMaps(maps: readonly CamMap[], how: FusionName, sharpen = 0): CamMap {
  const width = Math.max(...maps.map((map) => map.width));
  const height = Math.max(...maps.map((map) => map.height));
  const layers = maps.filter((map) => !isEmptyMap(map)).map((map) => prepare(map, width, height, sharpen));
  const data = new Float32Array(width * height);
  if (layers.length === 0) return { data, width, height };
  const { fuse } = FUSIONS[how];
  return { data: data.map((_, cell) => fuse(layers.map((layer) => layer.data[cell]))), width, height };
}

function prepare(map: CamMap, width: number, height: number, sharpen: number): CamMap {
  const normalised = normaliseMap(map);
  const data = sharpen > 0 ? normalised.data.map((value) => Math.tanh(sharpen * value)) : normalised.data;
  return resizeBilinear(normaliseMap({ ...normalised, data }), width, height);
}
