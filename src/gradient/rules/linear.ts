import { SaliencyError } from '../../errors.js';
import { floatOf, intOf, stringOf } from '../../onnx/graph/attributes.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { GradientContext, RuleTable } from './operator-table.js';
import { range, sizeOf } from '../../onnx/graph/shape.js';

export const linear = {
  // y = alpha A' B' + beta C
  Gemm: { gradient: [firstOfGemm, secondOfGemm, ({ b, node, dy }) => b.mul(dy, floatOf(node, 'beta', 1))] },
  // y = A B
  MatMul: { gradient: [firstOfMatMul, secondOfMatMul] },
  // Each operand's gradient is the product of dy and the other operands, with the letters rearranged
  Einsum: {
    since: 12,
    gradient: einsum,
    remarks: 'no diagonal (a letter twice in one operand)',
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

function einsum(context: GradientContext, index: number): Value {
  const { b, node, dy, inputs } = context;
  const { terms, result } = plainEquation(context);
  const own = terms[index];
  if (isDiagonal(own) || isDiagonal(result) || repeats(terms, context)) {
    throw new SaliencyError(
      'model-unsupported',
      `Einsum "${node.name}" takes a diagonal or repeats an axis of size 1; export the model with MatMul.`,
      { details: { node: node.name } },
    );
  }
  const others = terms.filter((_, i) => i !== index);
  const elsewhere = [result, ...others].join('');
  const shape = inputs[index]?.shape ?? [];
  // Along a letter that nothing else has, the operand is summed: the gradient is the same everywhere.
  const isShared = (axis: number): boolean => elsewhere.includes(own[axis]);
  const shared = [...own].filter((_, axis) => isShared(axis)).join('');
  const operands = [dy, ...inputs.filter((_, i) => i !== index)];
  const product = b.emit(
    'Einsum',
    operands,
    shape.filter((_, axis) => isShared(axis)),
    { equation: `${[result, ...others].join()}->${shared}` },
  );
  return b.reshape(
    product,
    shape.map((size, axis) => (isShared(axis) ? size : 1)),
  );
}

function isDiagonal(term: string): boolean {
  return new Set(term).size !== term.length;
}

/** Whether an axis of size 1 stands against a longer one under the same letter. */
function repeats(terms: readonly string[], { inputs }: GradientContext): boolean {
  const sizes = terms.flatMap((term, i) =>
    [...term].map((letter, axis) => `${letter}${inputs[i]?.shape[axis]}`),
  );
  return new Set(sizes).size !== new Set(terms.join('')).size;
}

/** The equation with a letter for every axis that `...` stands for, and with the output that it may leave out. */
function plainEquation({ node, inputs, y }: GradientContext): { terms: string[]; result: string } {
  const [left, right] = stringOf(node, 'equation', '').replaceAll(' ', '').split('->');
  const used = new Set(left);
  const spare = [...LETTERS].filter((letter) => !used.has(letter));
  const spell = (term: string, rank: number): string =>
    term.replace('...', () =>
      spare
        .slice(0, rank - term.length + 3)
        .reverse()
        .join(''),
    );
  const terms = left.split(',').map((term, i) => spell(term, inputs[i]?.shape.length ?? 0));
  return { terms, result: spell(right ?? implicitResult(left), y.shape.length) };
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The letters that occur once, in alphabetical order, behind the axes of `...`. */
function implicitResult(left: string): string {
  const letters = [...left].filter((letter) => LETTERS.includes(letter));
  const once = letters.filter((letter) => letters.indexOf(letter) === letters.lastIndexOf(letter));
  return (left.includes('...') ? '...' : '') + once.sort().join('');
}
