import type { Operator } from '../graph/operator.js';
import { broadcast, type ShapeTable } from './shape-rule.js';

/** 52 letters cannot say more. */
const MAX_EQUATION = 1000;

export const linearAlgebraShapes: ShapeTable = {
  Gemm(op) {
    const [a, b] = [op.shape(0), op.shape(1)];
    op.check(a.length === 2 && b.length === 2, 'both factors should be matrices');
    const [rows, inner] = op.int('transA', 0) ? [a[1], a[0]] : a;
    const [inner2, columns] = op.int('transB', 0) ? [b[1], b[0]] : b;
    op.check(inner === inner2, 'the inner sizes do not match');
    return { dataType: op.input(0).dataType, shape: [rows, columns] };
  },

  MatMul(op) {
    const [a, b] = [op.shape(0), op.shape(1)];
    op.check(a.length > 0 && b.length > 0, 'a factor is a scalar');
    const left = a.length === 1 ? [1, ...a] : a;
    const right = b.length === 1 ? [...b, 1] : b;
    op.check(left[left.length - 1] === right[right.length - 2], 'the inner sizes do not match');
    const batch = broadcast(op, [left.slice(0, -2), right.slice(0, -2)]);
    const rows = a.length === 1 ? [] : [left[left.length - 2]];
    const columns = b.length === 1 ? [] : [right[right.length - 1]];
    return { dataType: op.input(0).dataType, shape: [...batch, ...rows, ...columns] };
  },

  Attention(op) {
    const { dataType, shape: queries } = op.input(0);
    const values = op.shape(2);
    const rank = queries.length;
    op.check(
      (rank === 3 || rank === 4) && values.length === rank,
      'queries and values should both have 3 or 4 axes',
    );
    const heads = op.int('q_num_heads', 1) / op.int('kv_num_heads', 1);
    const width = rank === 4 ? values[3] : values[2] * heads;
    const output = { dataType, shape: [...queries.slice(0, -1), width] };
    // What is kept for the next word, and the scores, are not followed.
    return [output];
  },

  Einsum(op) {
    const equation = op.text('equation', '');
    op.check(equation.length <= MAX_EQUATION, 'the equation is too long');
    const [left, right] = equation.replaceAll(' ', '').split('->');
    const terms = left.split(',');
    op.check(terms.length === op.types.length, 'the equation does not match the inputs');
    const sizes = new Map<string, number>();
    const ellipses = terms.map((term, i) => matchTerm(op, term, op.shape(i), sizes));
    const output = right ?? implicitOutput(terms);
    const shape = [...output.replace('...', '*')].flatMap((label) =>
      label === '*' ? broadcast(op, ellipses) : [sizes.get(label) ?? op.fail(`unknown label '${label}'`)],
    );
    return { dataType: op.input(0).dataType, shape };
  },
};

/** Notes the size of every label, and returns the sizes that `...` stands for. */
function matchTerm(
  op: Operator,
  term: string,
  shape: readonly number[],
  sizes: Map<string, number>,
): readonly number[] {
  const [head, tail] = term.split('...');
  const labels = [...head, ...(tail ?? '')];
  const extra = shape.length - labels.length;
  op.check(tail === undefined ? extra === 0 : extra >= 0, `'${term}' does not match [${shape.join(', ')}]`);
  labels.forEach((label, i) => {
    const size = shape[i < head.length ? i : i + extra];
    const known = sizes.get(label) ?? 1;
    op.check(known === size || known === 1 || size === 1, `label '${label}' has two sizes`);
    sizes.set(label, Math.max(known, size));
  });
  return shape.slice(head.length, head.length + extra);
}

/** Without `->`: the labels that occur once, in alphabetical order, after the ellipsis. */
function implicitOutput(terms: readonly string[]): string {
  const all = [...terms.join('').replaceAll('.', '')];
  const once = all.filter((label) => all.indexOf(label) === all.lastIndexOf(label));
  return (terms.some((term) => term.includes('...')) ? '...' : '') + once.sort().join('');
}
