import { SaliencyError } from '../../errors.js';
import type { Model, Node, Tensor, TensorType } from '../../onnx/graph/model.js';
import { declaredOpset, emittedOpset } from '../../lowering/choose-opset.js';
import { builderFor } from '../../lowering/hold-comparisons.js';
import { lowerNodes } from '../../lowering/lower-nodes.js';
import type { PreparedModel } from '../../onnx/prepare/prepare-model.js';
import { spatialLayers } from '../../onnx/layers/spatial-layers.js';
import { findScores, type Scores } from './find-scores.js';
import type { GraphBuilder } from '../../onnx/rewrite/graph-builder.js';
import { freeNames } from './free-names.js';
import { rewriteForward } from '../engine/rewrite-forward.js';
import type { Shape } from '../../onnx/graph/shape.js';

export interface GradientOptions {
  /** Names of the target layers' tensors. */
  readonly layers: readonly string[];
  /** The output with the class scores; default: the most likely one. */
  readonly output?: string;
  /** Where the scores are, if that was found before; `output` then counts for nothing. */
  readonly scores?: Scores;
  /** Weights of fully connected layers above this many bytes are split by rows; default 128 MiB. */
  readonly splitBytes?: number;
}

/** A target layer, and what its tensor is called in the graphs: otherwise only where an export needs the name itself. */
export interface ExportedLayer {
  readonly name: string;
  readonly tensor: string;
  readonly shape: Shape;
}

/** The forward pass, ready to be cut and differentiated. */
export interface ForwardPass {
  readonly builder: GraphBuilder;
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  readonly opsets: ReadonlyMap<string, number>;
  readonly image: string;
  readonly scores: Scores;
  readonly layers: readonly ExportedLayer[];
  readonly notes: readonly string[];
}

/** Inputs or layers that an error names. */
const LISTED = 4;
/** Operators whose second input holds weights. */
const WEIGHTED: ReadonlySet<string> = new Set(['Conv', 'ConvTranspose', 'Gemm']);

export function prepareForward(
  prepared: PreparedModel,
  options: GradientOptions,
  reserved: readonly string[],
): ForwardPass {
  const { model, types, rename, fresh, notes } = freeNames(prepared, reserved);
  const layers = [...new Set(options.layers.map((name) => prepared.aliases.get(name) ?? name))];
  const opset = model.opsets.get('') ?? 1;
  const scores = options.scores ?? findScores(prepared, options.output);
  const { nodes, initializers } = model.graph;
  const builder = builderFor(nodes, { opset: emittedOpset(opset), types, names: fresh });
  const rewritten = rewriteForward({ builder, nodes, initializers, opsets: model.opsets });
  const declared = declaredOpset(opset, rewritten);
  const { splitBytes } = options;
  return {
    builder,
    nodes: lowerNodes({ builder, nodes: rewritten, initializers, splitBytes }),
    initializers,
    opsets: new Map(model.opsets).set('', declared.opset),
    image: imageInput(model),
    scores: {
      ...scores,
      output: rename(scores.output),
      logits: rename(scores.logits),
      parts: scores.parts.map(({ tensor, scale }) => ({ tensor: rename(tensor), scale })),
    },
    layers: layers.map((name) => {
      const tensor = rename(name);
      return { name, tensor, shape: layerShape(prepared, model, types, { name, tensor }) };
    }),
    notes: [...scores.notes, ...notes, ...declared.notes],
  };
}

function layerShape(
  prepared: PreparedModel,
  model: Model,
  types: ReadonlyMap<string, TensorType>,
  { name, tensor }: Pick<ExportedLayer, 'name' | 'tensor'>,
): Shape {
  const made = model.graph.nodes.some((node) => node.outputs.includes(tensor));
  const type = types.get(tensor);
  if (type && (made || model.graph.inputs.some((input) => input.name === tensor))) return type.shape;
  const known = spatialLayers(prepared).map((layer) => layer.name);
  const last = known.slice(-LISTED).join(', ');
  const more = known.length > LISTED ? `${known.length} layers, the last of which are ${last}` : last;
  throw new SaliencyError('bad-option', `The model has no layer "${name}"; choose one of ${more}.`, {
    details: { layer: name, known },
  });
}

/** @throws `model-unsupported` for a model that takes more than an image */
export function imageInput(model: Model): string {
  const { inputs, nodes, initializers } = model.graph;
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const fed = inputs.filter(({ name }) => used.has(name) && !initializers.has(name));
  const [image] = fed;
  if (image && fed.length === 1) return image.name;
  const names = fed.map(({ name }) => name);
  const some = names.length > LISTED ? `${names.slice(0, LISTED).join(', ')}, ...` : names.join(', ');
  const advice = nodes.some((node) => names.includes(node.inputs[1]) && WEIGHTED.has(node.opType))
    ? 'Weights are among them: export the model with its parameters (in PyTorch export_params=True).'
    : 'Only models of one image are supported.';
  throw new SaliencyError('model-unsupported', `The model takes ${fed.length} inputs (${some}). ${advice}`, {
    details: { inputs: names },
  });
}
