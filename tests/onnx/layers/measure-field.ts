import { InferenceSession, Tensor } from 'onnxruntime-node';
import {
  exportGradient,
  gradientName,
  SCORE_WEIGHTS,
  TOP_SCORE_WEIGHT,
} from '../../../src/gradient/export/export-gradient.js';
import { printModel } from '../../../src/onnx/codec/print-model.js';
import type { Model } from '../../../src/onnx/graph/model.js';
import { neededNodes } from '../../../src/onnx/graph/needed-nodes.js';
import type { SpatialLayer } from '../../../src/onnx/layers/spatial-layers.js';
import { prepareModel, type PreparedModel } from '../../../src/onnx/prepare/prepare-model.js';
import { seededNumbers } from '../../fixtures/build-model.js';

export interface Measured {
  /** Centre of the cell's receptive field, in pixels of the model's input. */
  readonly x: number;
  readonly y: number;
}

const SCORES = 'measured';
/** Random mixtures of the cell's channels, and random images; what a single one says of its own kernels averages out. */
const MIXTURES = 24;

/** The model as far as a layer, whose values are its scores. */
function upTo(layer: string, { model }: PreparedModel): Model {
  const { graph } = model;
  const nodes = [
    ...neededNodes(graph.nodes, [layer]),
    {
      opType: 'Flatten',
      domain: '',
      name: SCORES,
      inputs: [layer],
      outputs: [SCORES],
      attributes: new Map(),
    },
  ];
  return { ...model, graph: { ...graph, nodes, outputs: [{ name: SCORES }] } };
}

/**
 * Where a cell of a layer looks, by measurement: the centre of |dA/dx| over the input x, summed over random mixtures of
 * the cell's channels A.
 */
export async function measureField(
  prepared: PreparedModel,
  layer: SpatialLayer,
  [row, column]: readonly [row: number, column: number],
  files: Readonly<Record<string, Uint8Array>>,
): Promise<Measured> {
  const cut = prepareModel(upTo(layer.name, prepared));
  const [input] = cut.model.graph.inputs.filter(({ name }) => !cut.model.graph.initializers.has(name));
  const { head, classes } = exportGradient(cut, { layers: [input.name] });
  const session = await InferenceSession.create(printModel(head), {
    logSeverityLevel: 3,
    intraOpNumThreads: 1,
    externalData: Object.entries(files).map(([path, data]) => ({ path, data })),
  });
  const { shape } = cut.types.get(input.name)!;
  const isFirst = shape[1] <= 4;
  const [height, width, colours] = isFirst ? [shape[2], shape[3], shape[1]] : [shape[1], shape[2], shape[3]];
  const [across, down] = [new Float64Array(width), new Float64Array(height)];
  for (let mixture = 0; mixture < MIXTURES; mixture++) {
    const weights = new Float32Array(classes);
    seededNumbers(layer.channels, 2 * mixture + 1).forEach(
      (weight, channel) => (weights[indexOf(layer, channel, row, column)] = weight),
    );
    const outputs = await session.run({
      [input.name]: new Tensor('float32', seededNumbers(width * height * colours, 2 * mixture + 2), shape),
      [SCORE_WEIGHTS]: new Tensor('float32', weights, [1, classes]),
      [TOP_SCORE_WEIGHT]: new Tensor('float32', [0], [1]),
    });
    const gradients = (outputs[gradientName(input.name)].data as Float32Array).map(Math.abs);
    const total = gradients.reduce((sum, size) => sum + size, 0);
    gradients.forEach((size, i) => {
      const pixel = isFirst ? i % (width * height) : Math.floor(i / colours);
      across[pixel % width] += size / total;
      down[Math.floor(pixel / width)] += size / total;
    });
  }
  await session.release();
  return { x: centreOf(across), y: centreOf(down) };
}

function indexOf(layer: SpatialLayer, channel: number, row: number, column: number): number {
  const { channels, height, width, layout, skippedTokens } = layer;
  const position = row * width + column;
  return layout === 'NCHW'
    ? channel * height * width + position
    : (skippedTokens + position) * channels + channel;
}

/** Of the profile above its median, which gates and attention over the whole image raise everywhere. */
function centreOf(profile: Float64Array): number {
  const median = [...profile].sort((a, b) => a - b)[profile.length >> 1];
  const above = profile.map((value) => Math.max(0, value - median));
  const sum = above.reduce((total, value) => total + value, 0);
  return above.reduce((total, value, i) => total + value * (i + 0.5), 0) / sum;
}
