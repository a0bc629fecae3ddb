import { neededNodes } from '../graph/needed-nodes.js';
import type { PreparedModel } from '../prepare/prepare-model.js';
import { activatedTensors } from './activated-tensors.js';
import { bottlenecks } from './bottlenecks.js';
import { defaultLayer } from './default-layer.js';
import { findPlaces } from './find-places.js';
import { placedLayers, type PlacedLayer } from './placed-layers.js';
import type { SpatialLayer } from './spatial-layers.js';

/** Operators whose result holds the values of the layer before it. */
const POOLING: ReadonlySet<string> = new Set(['MaxPool', 'AveragePool', 'Identity', 'Dropout']);
/** The finer layer sees at most so many times as fine: one more halving, and it knows little of classes. */
const FINER = 2.5;

/**
 * One layer, or two whose maps are to be fused: what a class is shows in the coarsest cells, where it is in those of half
 * their stride (16 beside 32 in most networks, 8 beside 16 in VGG). Each is the last layer of its stride that
 *
 * - stands behind an activation,
 * - has everything pass through it that the scores take from the image, so that no shortcut goes round it,
 * - is no pool of another one.
 *
 * A model without such layers, as all vision transformers, has its {@link defaultLayer}.
 *
 * @returns the finer one first
 * @throws SaliencyError `model-unsupported` when the model has no layers
 */
export function defaultLayers(
  prepared: PreparedModel,
  output = prepared.model.graph.outputs[0]?.name,
): readonly SpatialLayer[] {
  const last = defaultLayer(prepared, output);
  if (last.layout === 'NLC') return [last];
  const layers = candidates(prepared, output);
  const coarse = layers.at(-1);
  if (!coarse) return [last];
  const stride = strideOf(coarse);
  const fine = layers.findLast((layer) => strideOf(layer) < 0.75 * stride);
  return fine && stride / strideOf(fine) <= FINER ? [fine, coarse] : [coarse];
}

function candidates(prepared: PreparedModel, output: string): PlacedLayer[] {
  const { graph } = prepared.model;
  const nodes = neededNodes(graph.nodes, [output]);
  const activated = activatedTensors({ ...graph, nodes });
  const passed = bottlenecks(graph, nodes);
  const isInPlace = findPlaces(prepared);
  return placedLayers(prepared).filter(
    (layer) =>
      layer.height * layer.width > 1 &&
      layer.layout !== 'NLC' &&
      !POOLING.has(layer.opType) &&
      activated.has(layer.name) &&
      passed.has(layer.name) &&
      isInPlace(layer),
  );
}

function strideOf({ placement: { x, y } }: PlacedLayer): number {
  return Math.sqrt(x.stride * y.stride);
}
