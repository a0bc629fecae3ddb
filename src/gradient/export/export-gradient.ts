import { DataType, type Model, type Node, type Tensor } from '../../onnx/graph/model.js';
import type { PreparedModel } from '../../onnx/prepare/prepare-model.js';
import { lowerNodes } from '../../lowering/lower-nodes.js';
import { assembleModel } from './assemble-model.js';
import { neededNodes } from '../../onnx/graph/needed-nodes.js';
import { cutGraph } from './cut-graph.js';
import { differentiate } from '../engine/differentiate.js';
import type { ScoreActivation } from './final-activation.js';
import type { Scores } from './find-scores.js';
import {
  prepareForward,
  type ExportedLayer,
  type ForwardPass,
  type GradientOptions,
} from './forward-pass.js';
import { emitLogits, emitSeeds } from './score-logits.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { Shape } from '../../onnx/graph/shape.js';
import { renameKnown } from '../../onnx/graph/rename-tensors.js';

/** Names of the inputs and outputs that an export adds to a model. */
export const SCORE_WEIGHTS = 'score_weights';
export const TOP_SCORE_WEIGHT = 'top_score_weight';
export const LOGITS = 'logits';

export function gradientName(layer: string): string {
  return `gradients/${layer}`;
}

export function activationName(layer: string): string {
  return `activations/${layer}`;
}

/** A model divided at its target layers; see {@link exportGradient}. */
export interface GradientExport {
  /** Image to {@link carried}; absent where the layer is the image itself. */
  readonly trunk: Model | undefined;
  /**
   * {@link carried}, `score_weights` float [N, classes] and `top_score_weight` float [1] to `logits` [N, classes] and
   * `gradients/LAYER`; also `activations/LAYER` for layers that are not carried.
   */
  readonly head: Model;
  /** The image input of the graphs: the model's. */
  readonly image: string;
  readonly layers: readonly {
    readonly name: string;
    readonly shape: Shape;
    /** What its activations are called among {@link carried}, where that is not `name`. */
    readonly tensor?: string;
  }[];
  /** The head's output of scores before the final activation. */
  readonly logits: string;
  readonly classes: number;
  /** Tensors that the trunk hands to the head, under the same name: first layers, then side inputs. */
  readonly carried: readonly string[];
  readonly skippedActivation?: ScoreActivation;
  readonly notes: readonly string[];
}

/**
 * Derives two graphs from a classifier: the trunk computes a layer's activations A from the image, the head computes
 * the logits and dS/dA from A, with S = (score_weights + top_score_weight * onehot(argmax)) . logits.
 * Weights stay links into the original file.
 *
 * @throws `model-unsupported` listing every operator without a rule; `bad-option` for unknown layers and outputs
 */
export function exportGradient(prepared: PreparedModel, options: GradientOptions): GradientExport {
  const forward = prepareForward(prepared, options, reservedNames(options.layers));
  const { builder, image, scores } = forward;
  const initializers = mergedInitializers(forward);
  const layers = forward.layers.map(({ tensor }) => tensor);
  const cut = cutGraph({ nodes: forward.nodes, initializers, layers, outputs: tensorsOf(scores) });
  const topWeight = builder.declare(TOP_SCORE_WEIGHT, DataType.FLOAT, [1]);
  const backward = differentiateScores(forward, cut.head, topWeight);
  const computed = forward.layers.filter(({ tensor }) => !cut.carried.includes(tensor));
  const passed = passImage(forward, cut.carried);
  const activations = nameActivations(forward, computed);
  const names = new Map([...passed.names, ...activations.names]);
  const carried = cut.carried.map((name) => passed.names.get(name) ?? name);
  const common = { opsets: forward.opsets, types: builder.types };
  const all = mergedInitializers(forward);
  const head = assembleModel({
    ...common,
    name: 'head',
    initializers: all,
    nodes: [...cut.head, ...backward, ...activations.copies].map((node) => renameKnown(node, names)),
    inputs: [...carried, SCORE_WEIGHTS, TOP_SCORE_WEIGHT],
    outputs: [
      LOGITS,
      ...computed.map(({ name }) => activationName(name)),
      ...forward.layers.map(({ name }) => gradientName(name)),
    ],
  });
  const trunk = assembleModel({
    ...common,
    name: 'trunk',
    initializers: all,
    nodes: [...cut.trunk, ...passed.copies],
    inputs: [image],
    outputs: carried,
  });
  return {
    trunk: layers.includes(image) ? undefined : trunk,
    head,
    image,
    layers: forward.layers.map(({ name, tensor, shape }) =>
      tensor === name ? { name, shape } : { name, shape, tensor },
    ),
    logits: LOGITS,
    classes: scores.classes,
    carried,
    skippedActivation: scores.skippedActivation,
    notes: forward.notes,
  };
}

/**
 * One ordinary graph for any runtime: the image and `score_weights` [N, classes] to `logits` [N, classes] and, for
 * each layer, `activations/LAYER` and `gradients/LAYER`.
 *
 * @throws as {@link exportGradient}
 */
export function exportSingle(prepared: PreparedModel, options: GradientOptions): Model {
  const forward = prepareForward(prepared, options, reservedNames(options.layers));
  const tensors = forward.layers.map(({ tensor }) => tensor);
  const nodes = neededNodes(forward.nodes, [...tensorsOf(forward.scores), ...tensors]);
  const backward = differentiateScores(forward, nodes);
  const { names, copies } = nameActivations(forward, forward.layers);
  return assembleModel({
    name: 'gradient',
    opsets: forward.opsets,
    types: forward.builder.types,
    initializers: mergedInitializers(forward),
    nodes: [...nodes, ...backward, ...copies].map((node) => renameKnown(node, names)),
    inputs: [forward.image, SCORE_WEIGHTS],
    outputs: [LOGITS, ...forward.layers.flatMap(({ name }) => [activationName(name), gradientName(name)])],
  });
}

/** The tensors that the logits are made of. */
export function tensorsOf({ parts }: Pick<Scores, 'parts'>): string[] {
  return [...new Set(parts.map(({ tensor }) => tensor))];
}

function reservedNames(layers: readonly string[]): string[] {
  const perLayer = layers.flatMap((layer) => [activationName(layer), gradientName(layer)]);
  return [LOGITS, SCORE_WEIGHTS, TOP_SCORE_WEIGHT, ...perLayer];
}

function mergedInitializers({ initializers, builder }: ForwardPass): Map<string, Tensor> {
  return new Map([...initializers, ...builder.initializers]);
}

/** The nodes from the scores back to the layers, with the outputs under their public names. */
function differentiateScores(forward: ForwardPass, nodes: readonly Node[], topWeight?: Value): Node[] {
  const { builder, scores, initializers, opsets } = forward;
  const weights = builder.declare(SCORE_WEIGHTS, DataType.FLOAT, [scores.batch, scores.classes]);
  const logits = emitLogits(builder, scores);
  publish(forward, LOGITS, logits);
  const seed = topWeight
    ? builder.add(weights, builder.mul(topWeight, oneHotOfTop(forward, logits)))
    : weights;
  const targets = forward.layers.map(({ tensor }) => tensor);
  const seeds = emitSeeds(builder, scores, seed);
  const all = mergedInitializers({ ...forward, initializers });
  const gradients = differentiate({ builder, nodes, initializers: all, opsets, seeds, targets });
  for (const { name, tensor } of forward.layers) publish(forward, gradientName(name), gradients.get(tensor)!);
  return lowerNodes({ builder, nodes: builder.takeNodes(), initializers: all });
}

/** 1 at the largest logit of each image: explains the top class without a second run. */
function oneHotOfTop({ builder }: ForwardPass, logits: Value): Value {
  return builder.cast(builder.reaches(logits, builder.reduce('ReduceMax', logits, [1])), DataType.FLOAT);
}

/** Gives a value its public name, as float32. */
function publish({ builder }: ForwardPass, name: string, value: Value): void {
  builder.emitNamed(name, 'Identity', [builder.cast(value, DataType.FLOAT)]);
  builder.declare(name, DataType.FLOAT, value.shape);
}

interface Renaming {
  readonly names: ReadonlyMap<string, string>;
  readonly copies: readonly Node[];
}

/**
 * The layers' activations under their public names. A tensor takes the name itself, see the quirk `padReaders`; copied
 * is what cannot be renamed: an input of the graph, and what is not float32.
 */
function nameActivations(forward: ForwardPass, layers: readonly ExportedLayer[]): Renaming {
  const { builder, image } = forward;
  const names = new Map<string, string>();
  for (const { name, tensor, shape } of layers) {
    const value = builder.value(tensor);
    const isCopied = tensor === image || value.dataType !== DataType.FLOAT;
    if (isCopied) publish(forward, activationName(name), value);
    else names.set(tensor, builder.declare(activationName(name), DataType.FLOAT, shape).name);
  }
  return { names, copies: builder.takeNodes() };
}

/** A graph cannot return its own input: where the head needs the image too, the trunk hands on a copy. */
function passImage({ builder, image, layers }: ForwardPass, carried: readonly string[]): Renaming {
  if (!carried.includes(image) || layers.some(({ tensor }) => tensor === image))
    return { names: new Map(), copies: [] };
  const copy = builder.unary('Identity', builder.value(image));
  return { names: new Map([[image, copy.name]]), copies: builder.takeNodes() };
}
