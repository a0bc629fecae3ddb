import type { Node } from '../onnx/graph/model.js';

/** See the quirk `newOpsets`. */
const HIGHEST_OPSET = 21;

/** The opset to emit nodes in. */
export function emittedOpset(opset: number): number {
  return Math.min(opset, HIGHEST_OPSET);
}

/** Operators of opsets 22 to 26 that are not rewritten: a graph with one of them cannot be lowered. */
const NEWER: ReadonlySet<string> = new Set([
  'Attention',
  'BitCast',
  'CausalConvWithState',
  'CumProd',
  'FlexAttention',
  'LinearAttention',
  'RotaryEmbedding',
  'RMSNormalization',
  'SwiGLU',
  'Swish',
  'TensorScatter',
]);

/**
 * The opset that the graphs declare: lowered where WebGPU needs it and the nodes allow it. Nodes emitted for opset 21
 * mean the same in later ones.
 */
export function declaredOpset(
  opset: number,
  nodes: readonly Node[],
): { opset: number; notes: readonly string[] } {
  if (opset <= HIGHEST_OPSET) return { opset, notes: [] };
  const newer = nodes
    .filter((node) => node.domain === '' && NEWER.has(node.opType))
    .map(({ opType }) => opType);
  if (newer.length === 0) {
    return {
      opset: HIGHEST_OPSET,
      notes: [`Opset ${opset} was lowered to ${HIGHEST_OPSET}, which WebGPU has kernels for.`],
    };
  }
  const operators = [...new Set(newer)].join(', ');
  return {
    opset,
    notes: [`Opset ${opset} stays because of ${operators}; WebGPU runs parts of it on the CPU.`],
  };
}
