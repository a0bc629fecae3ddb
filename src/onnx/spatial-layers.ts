import { SaliencyError } from '../errors.js';
import { isFloating } from './data-type.js';
import { findLayouts } from './find-layouts.js';
import type { PreparedModel } from './prepare-model.js';

/** A tensor [N, channels, height, width] that a node produces: what a CAM can be computed at. */
export interface SpatialLayer {
  readonly name: string;
  readonly opType: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/**
 * Every spatial tensor of the model in topological order. Tensors with the channels last (behind a Transpose)
 * are left out: the same values precede it in the usual order. So are tensors of four dimensions that are no
 * images, such as those of attention.
 */
export function spatialLayers({ model, types }: PreparedModel): SpatialLayer[] {
  const layouts = findLayouts(model.graph, types);
  return model.graph.nodes.flatMap(({ opType, outputs }) => {
    const [name] = outputs;
    const type = types.get(name);
    if (!type || layouts.get(name) !== 'NCHW' || !isFloating(type.dataType)) return [];
    const [, channels, height, width] = type.shape;
    return [{ name, opType, channels, height, width }];
  });
}

/**
 * The last layer with more than one pixel that the model's first output depends on: what precedes the global
 * pooling, or the flattening in front of fully connected layers.
 *
 * @throws SaliencyError `model-unsupported` when the model has none
 */
export function defaultLayer(prepared: PreparedModel): SpatialLayer {
  const { graph } = prepared.model;
  const needed = new Set([graph.outputs[0]?.name]);
  for (const { inputs, outputs } of [...graph.nodes].reverse()) {
    if (outputs.some((name) => needed.has(name))) inputs.forEach((name) => needed.add(name));
  }
  const layer = spatialLayers(prepared)
    .filter(({ name, height, width }) => needed.has(name) && height * width > 1)
    .at(-1);
  if (layer) return layer;
  throw new SaliencyError(
    'model-unsupported',
    'The model has no layer with height and width, so there is nothing to draw over an image. Choose a convolutional classifier.',
  );
}
