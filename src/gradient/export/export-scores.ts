import { DataType, type Model, type TensorType } from '../../onnx/graph/model.js';
import { assembleModel } from './assemble-model.js';
import { cutGraph } from './cut-graph.js';
import { LOGITS } from './export-gradient.js';
import type { PreparedModel } from '../../onnx/prepare/prepare-model.js';
import { prepareForward } from './forward-pass.js';

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
  { layer, output }: { readonly layer: string; readonly output?: string },
): ScoresExport {
  const forward = prepareForward(prepared, { layers: [layer], output }, [LOGITS]);
  const { builder, scores, initializers, opsets } = forward;
  const [{ name }] = forward.layers;
  const all = (): typeof initializers => new Map([...initializers, ...builder.initializers]);
  const cut = cutGraph({
    nodes: forward.nodes,
    initializers: all(),
    layers: [name],
    outputs: [scores.logits],
  });
  const shape = [scores.batch, scores.classes];
  const raw = builder.cast(builder.value(scores.logits), DataType.FLOAT);
  builder.emitNamed(LOGITS, 'Identity', [builder.reshape(raw, shape)]);
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
