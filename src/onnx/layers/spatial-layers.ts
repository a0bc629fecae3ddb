import { isFloating } from '../graph/data-type.js';
import { findLayouts } from './find-layouts.js';
import type { PreparedModel } from '../prepare/prepare-model.js';
import type { Layout } from './token-layout.js';

/** A tensor of feature maps that a node produces: what a CAM can be computed at. */
export interface SpatialLayer {
  readonly name: string;
  readonly opType: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /**
   * `NCHW`: [N, channels, height, width]. `NHWC`: [N, height, width, channels]. `NLC`: [N, tokens, channels], of which
   * tokens `skippedTokens` to `skippedTokens + height * width - 1` are the positions, row by row.
   */
  readonly layout: 'NCHW' | 'NHWC' | 'NLC';
  /** Tokens in front that stand for no position (a class token): left out of the maps. */
  readonly skippedTokens: number;
}

/** Operators that arrange the same values otherwise. */
const MOVING: ReadonlySet<string> = new Set(['Transpose', 'Reshape', 'Flatten']);
/** Operators whose result lies otherwise over the image than the layer it was taken from. */
const CUTTING: ReadonlySet<string> = new Set(['Pad', 'Slice', 'Split']);

/**
 * Every spatial tensor of the model in topological order, and once: what a Transpose or a Reshape makes of another
 * layer holds the same values, and so do parts of it, or it with a margin. Tensors of attention and windows are none.
 */
export function spatialLayers({ model, types }: PreparedModel): SpatialLayer[] {
  const layouts = findLayouts(model.graph, types);
  const held = new Map<string, Maps>();
  const layers: SpatialLayer[] = [];
  for (const { opType, inputs, outputs } of model.graph.nodes) {
    const [name] = outputs;
    const type = types.get(name);
    const layout = layouts.get(name);
    if (!type || !layout || !isFloating(type.dataType)) continue;
    const order = typeof layout === 'string' ? layout : layout.order;
    const maps = mapsOf(layout, type.shape);
    if (!maps) continue;
    const source = held.get(inputs[0]);
    const isMoved = source !== undefined && MOVING.has(opType) && isSame(source, maps);
    const isKnown = isMoved || (source !== undefined && CUTTING.has(opType));
    if (isKnown || isListed(order)) held.set(name, maps);
    if (!isKnown && isListed(order)) layers.push({ name, opType, ...maps, layout: order });
  }
  return layers;
}

function isListed(order: string): order is SpatialLayer['layout'] {
  return order === 'NCHW' || order === 'NHWC' || order === 'NLC';
}

type Maps = Pick<SpatialLayer, 'channels' | 'height' | 'width' | 'skippedTokens'>;

function mapsOf(layout: Layout, [, second, third, fourth]: readonly number[]): Maps | undefined {
  if (layout === 'NCHW') return { channels: second, height: third, width: fourth, skippedTokens: 0 };
  if (layout === 'NHWC') return { channels: fourth, height: second, width: third, skippedTokens: 0 };
  if (typeof layout === 'string') return undefined;
  const { order, height, width, skipped } = layout;
  return { channels: order === 'NLC' ? third : second, height, width, skippedTokens: skipped };
}

function isSame(a: Maps, b: Maps): boolean {
  return a.channels === b.channels && a.height === b.height && a.width === b.width;
}
