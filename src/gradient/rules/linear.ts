import { SaliencyError } from '../../errors.js';
import { floatOf, intOf, stringOf } from '../../onnx/attributes.js';
import type { Value } from '../node-emitter.js';
import type { GradientContext, RuleTable } from '../operator-table.js';
import { range, sizeOf } from '../shapes.js';

export const linear = {
  // y = alpha A' B' + beta C
  Gemm: { gradient: [firstOfGemm, secondOfGemm, ({ b, node, dy }) => b.mul(dy, floatOf(node, 'beta', 1))] },
  // y = A B
  MatMul: { gradient: [firstOfMatMul, secondOfMatMul] },
  // Each operand's gradient is the product of dy and the other operands, with the letters rearranged
  Einsum: {
    since: 12,
    gradient: einsum,
    remarks: 'matrix products: no ellipsis, no letter that only one operand has',
  },
} satisfies RuleTable;

/** dA = alpha dy B'^T, or its transpose; B is the forward pass's own initializer. */
function firstOfGemm(context: GradientContext): Value {
  const { b, node, dy } = context;
  const other = context.input(1);
  const [transA, transB] = [intOf(node, 'transA', 0) === 1, intOf(node, 'transB', 0) === 1];
  const alpha = floatOf(node, 'alpha', 1);
  if (transA) return b.gemm(other, dy, { transA: transB, transB: true, alpha });
  return b.gemm(dy, other, { transB: !transB, alpha });
}

/** dB = alpha A'^T dy, or its transpose. */
function secondOfGemm(context: GradientContext): Value {
  const { b, node, x, dy } = context;
  const [transA, transB] = [intOf(node, 'transA', 0) === 1, intOf(node, 'transB', 0) === 1];
  const alpha = floatOf(node, 'alpha', 1);
  if (transB) return b.gemm(dy, x, { transA: true, transB: transA, alpha });
  return b.gemm(x, dy, { transA: !transA, alpha });
}

/** dA = dy B^T; a matrix B is read transposed by Gemm, never copied. */
function firstOfMatMul(context: GradientContext): Value {
  const { b, x } = context;
  const second = asMatrix(context, context.input(1), 'column');
  const dy = expandVectors(context);
  if (second.shape.length === 2 && dy.shape.length >= 2) {
    const [inner = 1, outer = 1] = second.shape;
    const rows = b.gemm(b.reshape(dy, [sizeOf(dy.shape) / outer, outer]), second, { transB: true });
    return b.reshape(
      rows,
      x.shape.length === 1 && dy.shape.length === 2 ? x.shape : [...dy.shape.slice(0, -1), inner],
    );
  }
  const product = b.matMul(dy, transposeLast(context, second));
  return x.shape.length === 1 ? b.reshape(b.sumTo(product, [1, x.shape[0]]), x.shape) : product;
}

/** dB = A^T dy. */
function secondOfMatMul(context: GradientContext): Value {
  const { b, x } = context;
  const second = context.input(1);
  const product = b.matMul(transposeLast(context, asMatrix(context, x, 'row')), expandVectors(context));
  return second.shape.length === 1
    ? b.reshape(b.sumTo(product, [second.shape[0], 1]), second.shape)
    : product;
}

/** A vector counts as a row on the left of a product and as a column on its right. */
function asMatrix({ b }: GradientContext, value: Value, side: 'row' | 'column'): Value {
  if (value.shape.length !== 1) return value;
  const size = value.shape[0];
  return b.reshape(value, side === 'row' ? [1, size] : [size, 1]);
}

/** dy with the axes that MatMul removed for vectors. */
function expandVectors(context: GradientContext): Value {
  const { b, x, dy } = context;
  const row = x.shape.length === 1 ? [1] : [];
  const column = context.input(1).shape.length === 1 ? [1] : [];
  const kept = dy.shape.length - (row.length === 1 && column.length === 0 ? 1 : 0);
  return b.reshape(dy, [...dy.shape.slice(0, kept), ...row, ...dy.shape.slice(kept), ...column]);
}

function transposeLast({ b }: GradientContext, value: Value): Value {
  const rank = value.shape.length;
  return b.transpose(value, [...range(rank - 2), rank - 1, rank - 2]);
}

function einsum({ b, node, dy, inputs }: GradientContext, index: number): Value {
  const [left, right] = stringOf(node, 'equation', '').replaceAll(' ', '').split('->');
  const terms = left.split(',');
  const own = terms[index];
  const others = terms.filter((_, i) => i !== index);
  const elsewhere = [right ?? '', ...others].join('');
  const isProduct =
    right !== undefined &&
    new Set(own).size === own.length &&
    [...own].every((letter) => elsewhere.includes(letter));
  if (!isProduct || left.includes('.')) {
    throw new SaliencyError(
      'model-unsupported',
      `Einsum "${node.name}" is not a plain matrix product; export the model with MatMul.`,
      { details: { node: node.name } },
    );
  }
  const operands = [dy, ...inputs.filter((_, i) => i !== index)];
  return b.emit('Einsum', operands, inputs[index]?.shape ?? [], {
    equation: `${[right, ...others].join()}->${own}`,
  });
}
