import { SaliencyError } from '../../errors.js';
import type { Node, TensorType } from '../graph/model.js';
import type { PreparedModel } from '../prepare/prepare-model.js';

const LISTED = 3;

/** Why a model has nothing to compute a heatmap at, and what to do. */
export function noLayer({ model, types }: PreparedModel): SaliencyError {
  const opaque = model.graph.nodes.filter((node) => losesShape(node, types));
  const nodes = opaque.map(({ opType, domain, name, outputs }) => ({
    opType,
    domain,
    node: name || outputs[0],
  }));
  return new SaliencyError('model-unsupported', reason(opaque), { details: { nodes } });
}

/** All that the node reads is known, and nothing that it computes. */
function losesShape({ inputs, outputs }: Node, types: ReadonlyMap<string, TensorType>): boolean {
  const isKnown = (name: string): boolean => name === '' || types.has(name);
  return inputs.every(isKnown) && !outputs.some((name) => types.has(name));
}

function reason(opaque: readonly Node[]): string {
  // ONNX Runtime's blocked layout, whose block is as wide as the processor's registers
  if (opaque.some(({ domain }) => domain === 'com.microsoft.nchwc')) {
    return 'ONNX Runtime optimised this file for one kind of processor (com.microsoft.nchwc). Use the model that it was made from, or save it with the graph optimisation level "extended" at most.';
  }
  if (opaque.length > 0) {
    const names = opaque.map(({ opType, domain }) => (domain === '' ? opType : `${domain}.${opType}`));
    const kinds = [...new Set(names)];
    const more = kinds.length > LISTED ? `, and ${kinds.length - LISTED} more` : '';
    return `No layer was found, because the sizes of what ${kinds.slice(0, LISTED).join(', ')}${more} compute(s) are not known. Run onnx.shape_inference over the file, or export the model without these operators.`;
  }
  return 'The model has no layer with height and width, so there is nothing to draw over an image. Choose a convolutional classifier.';
}
