import type { Node } from '../onnx/graph/model.js';
import { GraphBuilder, type Operand } from '../onnx/rewrite/graph-builder.js';
import type { EmitterOptions, Value } from '../onnx/rewrite/node-emitter.js';

/** The builder for a model of these nodes. */
export function builderFor(nodes: readonly Node[], options: EmitterOptions): GraphBuilder {
  const transposes = nodes.some(({ opType }) => opType === 'Transpose');
  return transposes ? new HeldComparisons(options) : new GraphBuilder(options);
}

/** See the quirk `transposedBooleans`: compares behind an added axis, which costs nothing and which no Transpose passes. */
class HeldComparisons extends GraphBuilder {
  protected override compare(opType: string, a: Operand, b: Operand): Value {
    const rank = Math.max(rankOf(a), rankOf(b)) + 1;
    const result = super.compare(opType, this.#held(a, rank), this.#held(b, rank));
    return this.reshape(result, result.shape.slice(1));
  }

  #held(operand: Operand, rank: number): Operand {
    if (typeof operand === 'number' || operand.shape.length < 1) return operand;
    const ones = Array.from({ length: rank - operand.shape.length }, () => 1);
    return this.reshape(operand, [...ones, ...operand.shape]);
  }
}

function rankOf(operand: Operand): number {
  return typeof operand === 'number' ? 0 : operand.shape.length;
}
