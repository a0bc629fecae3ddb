import { DataType, type Model, type TensorType } from '../../onnx/graph/model.js';
import { assembleModel } from './assemble-model.js';
import { cutGraph } from './cut-graph.js';
import { LOGITS, tensorsOf } from './export-gradient.js';
import { emitLogits } from './score-logits.js';
import type { PreparedModel } from '../../onnx/prepare/prepare-model.js';
import { prepareForward, type GradientOptions } from './forward-pass.js';

/** A head without its backward pass; see {@link exportScores}. */
export interface ScoresExport {
  /** {@link carried} to `logits` [batch, classes]. */
  readonly head: Model;
  /** The tensors that the trunk of the same layer hands over, in the same order; names may differ. */
  readonly carried: readonly (TensorType & { readonly name: string })[];
  readonly batch: number;
  readonly classes: number;
}

/**
 * Derives the graph from a layer's activations to the logits, for as many images at once as `prepared` was bound
 * to. Weights stay links into the original file.
 *
 * @throws `bad-option` for unknown layers and outputs
 */
export function exportScores(
  prepared: PreparedModel,
  { layer: name, ...where }: { readonly layer: string } & Pick<GradientOptions, 'output' | 'scores'>,
): ScoresExport {
  const forward = prepareForward(prepared, { layers: [name], ...where }, [LOGITS]);
  const { builder, scores, initializers, opsets } = forward;
  const [{ tensor: layer }] = forward.layers;
  const all = (): typeof initializers => new Map([...initializers, ...builder.initializers]);
  const cut = cutGraph({
    nodes: forward.nodes,
    initializers: all(),
    layers: [layer],
    outputs: tensorsOf(scores),
  });
  const shape = [scores.batch, scores.classes];
  builder.emitNamed(LOGITS, 'Identity', [emitLogits(builder, scores)]);
  builder.declare(LOGITS, DataType.FLOAT, shape);
  const head = assembleModel({
    name: 'scores',
    opsets,
    types: builder.types,
    initializers: all(),
    nodes: [...cut.head, ...builder.takeNodes()],
    inputs: cut.carried,
    outputs: [LOGITS],
  });
  return {
    head,
    carried: cut.carried.map((tensor) => builder.value(tensor)),
    batch: scores.batch,
    classes: scores.classes,
  };
}
