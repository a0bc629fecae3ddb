import { readConstant } from '../graph/constant.js';
import type { Graph, Node } from '../graph/model.js';
import { neededNodes } from '../graph/needed-nodes.js';
import { findPlaces } from './find-places.js';
import { noLayer } from './no-layer.js';
import type { PreparedModel } from '../prepare/prepare-model.js';
import { spatialLayers, type SpatialLayer } from './spatial-layers.js';

/**
 * The last layer with more than one pixel that the scores depend on: what precedes the global pooling, or the
 * flattening in front of fully connected layers.
 *
 * Of token layers it is the last one of the usual width through which all that the scores take from the positions
 * passes. Where only the class token is read in the end, that is what the last attention reads, behind its
 * normalisation: in front of one, scaling a token changes nothing, so that the sum of A dS/dA over channels is zero.
 *
 * A layer that sees the image mirrored, turned, shifted or cut, as in test-time augmentation, is none of these unless
 * there is no other.
 *
 * @param output the graph output with the class scores; default: the first
 * @throws SaliencyError `model-unsupported` when the model has none
 */
export function defaultLayer(
  prepared: PreparedModel,
  output = prepared.model.graph.outputs[0]?.name,
): SpatialLayer {
  const { graph } = prepared.model;
  const nodes = neededNodes(graph.nodes, [output]);
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  const all = spatialLayers(prepared).filter(
    ({ name, height, width }) => made.has(name) && height * width > 1,
  );
  const inPlace = all.filter(findPlaces(prepared));
  const layers = inPlace.length > 0 ? inPlace : all;
  const wanted = layers.at(-1)?.layout === 'NLC' ? tokenBottlenecks(graph, nodes, layers) : layers;
  const layer = wanted.at(-1) ?? layers.at(-1);
  if (layer) return layer;
  throw noLayer(prepared);
}

/** Layers through which everything from the positions to the scores passes. */
function tokenBottlenecks(
  graph: Graph,
  nodes: readonly Node[],
  layers: readonly SpatialLayer[],
): SpatialLayer[] {
  const everything = bottlenecks(graph, nodes);
  const live = liveNodes(graph, nodes, layers);
  const ofPositions = bottlenecks(graph, live);
  const usual = layers.findLast(({ name }) => everything.has(name))?.channels;
  return layers.filter(({ name, channels }) => ofPositions.has(name) && channels === (usual ?? channels));
}

/** Nodes that the scores need for more than the tokens in front: theirs do not count where nothing mixes tokens. */
function liveNodes(graph: Graph, nodes: readonly Node[], layers: readonly SpatialLayer[]): Node[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const read = new Set<string>();
  const live: Node[] = [];
  for (const node of [...nodes].reverse()) {
    const made = node.outputs.map((name) => byName.get(name)).find((layer) => layer !== undefined);
    if (made && !read.has(made.name)) continue;
    const source = byName.get(node.inputs[0]);
    if (source && picksFrontTokens(graph, node, source)) continue;
    node.inputs.forEach((name) => read.add(name));
    live.push(node);
  }
  return live.reverse();
}

/** Whether a Gather or Slice takes nothing but the tokens in front. */
function picksFrontTokens(graph: Graph, node: Node, { layout, skippedTokens }: SpatialLayer): boolean {
  if (layout !== 'NLC' || skippedTokens === 0) return false;
  const values = (index: number): readonly number[] => {
    const tensor = graph.initializers.get(node.inputs[index] ?? '');
    return (tensor && readConstant(tensor)?.values) ?? [];
  };
  const inFront = (index: number): boolean => index >= 0 && index < skippedTokens;
  if (node.opType === 'Gather') return values(1).length > 0 && values(1).every(inFront);
  if (node.opType !== 'Slice') return false;
  const [start, end] = [values(1), values(2)];
  return start.length === 1 && end.length === 1 && inFront(start[0]) && inFront(end[0] - 1);
}

/** Tensors that are the only way from the image to the scores, at their place in the order. */
function bottlenecks(graph: Graph, nodes: readonly Node[]): Set<string> {
  const found = new Set<string>();
  const readers = countReaders(nodes);
  const open = new Set(
    graph.inputs.filter(({ name }) => !graph.initializers.has(name)).map(({ name }) => name),
  );
  for (const { inputs, outputs } of nodes) {
    const moving = inputs.some((name) => open.has(name));
    for (const name of inputs) {
      const left = (readers.get(name) ?? 0) - 1;
      readers.set(name, left);
      if (left === 0) open.delete(name);
    }
    if (!moving) continue;
    outputs.filter((name) => readers.has(name)).forEach((name) => open.add(name));
    const [only] = open;
    if (open.size === 1 && outputs.includes(only)) found.add(only);
  }
  return found;
}

function countReaders(nodes: readonly Node[]): Map<string, number> {
  const readers = new Map<string, number>();
  for (const name of nodes.flatMap(({ inputs }) => inputs)) readers.set(name, (readers.get(name) ?? 0) + 1);
  return readers;
}
