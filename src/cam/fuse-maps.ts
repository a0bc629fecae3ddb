import type { Rectangle } from '../geometry/rectangle.js';
import type { Size } from '../geometry/size.js';
import { isEmptyMap } from './explain-map.js';
import type { CamMap } from './layer-tensors.js';
import { normaliseMap } from './normalise-map.js';
import { resampleMap } from './resample-map.js';

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

/** A map, and where its cells lie. */
export interface PlacedMap extends CamMap {
  readonly rect: Rectangle;
}

const ANYWHERE: Rectangle = { x: 0, y: 0, width: 1, height: 1 };

/**
 * Fuses maps (after their ReLU) of several layers over the same part of the image: each is divided by its maximum and
 * resized to the finest grid among them. Empty maps do not count; without any other the result is
 * a map of zeros. `sharpen` first applies tanh(sharpen * M), as the LayerCAM paper does with 2 for shallow
 * layers, whose maxima are outliers.
 */
export function fuseMaps(maps: readonly CamMap[], how: FusionName, sharpen = 0): CamMap {
  const placed = maps.map((map) => ({ ...map, rect: ANYWHERE }));
  const { data, width, height } = fusePlacedMaps(placed, how, sharpen);
  return { data, width, height };
}

/** As {@link fuseMaps}, of layers whose cells lie in different places: the result lies where the finest one does. */
export function fusePlacedMaps(maps: readonly PlacedMap[], how: FusionName, sharpen = 0): PlacedMap {
  const { rect, width, height } = finestFrame(maps);
  const layers = maps
    .filter((map) => !isEmptyMap(map))
    .map((map) => resampleMap(scaled(map, sharpen), map.rect, rect, width, height));
  const data = new Float32Array(width * height);
  if (layers.length === 0) return { data, width, height, rect };
  const { fuse } = FUSIONS[how];
  return { data: data.map((_, cell) => fuse(layers.map((layer) => layer.data[cell]))), width, height, rect };
}

interface Axis {
  readonly cells: number;
  readonly start: number;
  readonly length: number;
}

function finestFrame(maps: readonly PlacedMap[]): Size & { readonly rect: Rectangle } {
  const x = finest(maps.map(({ width, rect }) => ({ cells: width, start: rect.x, length: rect.width })));
  const y = finest(maps.map(({ height, rect }) => ({ cells: height, start: rect.y, length: rect.height })));
  const rect = { x: x.start, y: y.start, width: x.length, height: y.length };
  return { width: x.cells, height: y.cells, rect };
}

/** Most cells, then the shortest ones, then the first: the order of the maps changes nothing. */
function finest(axes: readonly Axis[]): Axis {
  const ranked = [...axes].sort((a, b) => b.cells - a.cells || a.length - b.length || a.start - b.start);
  return ranked[0];
}

function scaled(map: CamMap, sharpen: number): CamMap {
  const normalised = normaliseMap(map);
  if (!(sharpen > 0)) return normalised;
  return normaliseMap({ ...normalised, data: normalised.data.map((value) => Math.tanh(sharpen * value)) });
}
