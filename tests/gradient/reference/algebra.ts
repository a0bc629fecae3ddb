import {
  broadcast,
  generate,
  indicesOf,
  mapAll,
  mean,
  nd,
  range,
  read,
  reduce,
  sizeOf,
  sum,
  type NdArray,
} from './nd-array.js';
import { input, list, listOrInput, number, text, type Call, type ReferenceOperator } from './operator.js';

function axisOf(call: Call, name: string, fallback: number): number {
  const axis = number(call, name, fallback);
  return axis < 0 ? axis + input(call, 0).shape.length : axis;
}

function matMul(a: NdArray, b: NdArray): NdArray {
  const left = a.shape.length === 1 ? nd([1, ...a.shape], a.data) : a;
  const right = b.shape.length === 1 ? nd([...b.shape, 1], b.data) : b;
  const batch = broadcast(left.shape.slice(0, -2), right.shape.slice(0, -2));
  const [rows, inner] = left.shape.slice(-2);
  const columns = right.shape.slice(-1)[0];
  const product = generate([...batch, rows, columns], (index) => {
    const [row, column] = index.slice(-2);
    const lead = index.slice(0, -2);
    return sum(range(inner).map((k) => read(left, [...lead, row, k]) * read(right, [...lead, k, column])));
  });
  const shape = [
    ...batch,
    ...(a.shape.length === 1 ? [] : [rows]),
    ...(b.shape.length === 1 ? [] : [columns]),
  ];
  return nd(shape, product.data);
}

function transposed(a: NdArray): NdArray {
  return generate([a.shape[1], a.shape[0]], ([i, j]) => read(a, [j, i]));
}

function gemm(call: Call): NdArray {
  const a = number(call, 'transA', 0) === 1 ? transposed(input(call, 0)) : input(call, 0);
  const b = number(call, 'transB', 0) === 1 ? transposed(input(call, 1)) : input(call, 1);
  const product = matMul(a, b);
  const c = call.inputs[2] ?? nd([], [0]);
  return mapAll([product, c], (p, q) => number(call, 'alpha', 1) * p + number(call, 'beta', 1) * q);
}

/** `...` as the letters V to Z, the last axis being Z; an output that is left out is spelt. */
function withoutEllipsis(call: Call): string {
  const [left, given] = text(call, 'equation', '').replaceAll(' ', '').split('->');
  const ranks = left
    .split(',')
    .map((term, i) => (term.includes('...') ? input(call, i).shape.length - term.length + 3 : 0));
  const terms = left.split(',').map((term, i) => term.replace('...', 'VWXYZ'.slice(5 - ranks[i])));
  const once = [...'abcdefghijklmnopqrstuvwxyz'].filter((letter) => left.split(letter).length === 2);
  const result = given ?? (left.includes('...') ? '...' : '') + once.join('');
  return `${terms.join()}->${result.replace('...', 'VWXYZ'.slice(5 - Math.max(...ranks)))}`;
}

function einsum(call: Call): NdArray {
  const [left, right] = withoutEllipsis(call).split('->');
  const terms = left.split(',');
  const sizes = new Map<string, number>();
  terms.forEach((term, i) =>
    [...term].forEach((letter, axis) => sizes.set(letter, input(call, i).shape[axis])),
  );
  const letters = [...sizes.keys()];
  const shape = [...right].map((letter) => sizes.get(letter) ?? 1);
  const result = generate(shape, () => 0);
  for (const index of indicesOf([...sizes.values()])) {
    const at = (term: string): number[] => [...term].map((letter) => index[letters.indexOf(letter)]);
    const product = terms.reduce((p, term, i) => p * read(input(call, i), at(term)), 1);
    const flat = at(right).reduce((f, i, axis) => f * shape[axis] + i, 0);
    result.data[flat] += product;
  }
  return result;
}

function heads(call: Call, index: number): NdArray {
  const a = input(call, index);
  if (a.shape.length === 4) return a;
  const [n, length, width] = a.shape;
  const count = number(call, index === 0 ? 'q_num_heads' : 'kv_num_heads', 1);
  const size = width / count;
  return generate([n, count, length, size], ([image, head, i, c]) => read(a, [image, i, head * size + c]));
}

function attention(call: Call): NdArray {
  const [queries, keys, values] = [0, 1, 2].map((index) => heads(call, index));
  const [n, count, length, size] = queries.shape;
  const [, , others, width] = values.shape;
  const scale = number(call, 'scale', 1 / Math.sqrt(size));
  const mask = call.inputs[3];
  const causal = number(call, 'is_causal', 0) === 1;
  const mixed = generate([n, count, length, width], ([image, head, i, c]) => {
    const powers = range(others).map((j) => {
      const products = range(size).map(
        (d) => read(queries, [image, head, i, d]) * read(keys, [image, head, j, d]),
      );
      return causal && j > i
        ? 0
        : Math.exp(scale * sum(products) + (mask ? read(mask, [image, head, i, j]) : 0));
    });
    return sum(powers.map((power, j) => power * read(values, [image, head, j, c]))) / sum(powers);
  });
  if (input(call, 0).shape.length === 4) return mixed;
  return generate([n, length, count * width], ([image, i, flat]) =>
    read(mixed, [image, Math.floor(flat / width), i, flat % width]),
  );
}

function softmaxAxes(call: Call): number[] {
  const rank = input(call, 0).shape.length;
  const axis = axisOf(call, 'axis', call.opset < 13 ? 1 : -1);
  return call.opset < 13 ? range(rank - axis, axis) : [axis];
}

function logSoftmax(call: Call): NdArray {
  const x = input(call, 0);
  const total = reduce(x, softmaxAxes(call), (values) => Math.log(sum(values.map(Math.exp))));
  return mapAll([x, total], (v, t) => v - t);
}

function standardize(x: NdArray, axes: readonly number[], epsilon: number): NdArray {
  const average = reduce(x, axes, mean);
  const variance = reduce(x, axes, (values) => mean(values.map((v) => (v - mean(values)) ** 2)));
  return mapAll([x, average, variance], (v, m, s) => (v - m) / Math.sqrt(s + epsilon));
}

/** A vector per channel, to broadcast against [N, C, ...]. */
function perChannel(x: NdArray, vector: NdArray): NdArray {
  return nd([vector.shape[0], ...x.shape.slice(2).map(() => 1)], vector.data);
}

function affine(z: NdArray, scale: NdArray, bias: NdArray): NdArray {
  return mapAll([z, scale, bias], (v, s, b) => v * s + b);
}

function batchNormalization(call: Call): NdArray {
  const x = input(call, 0);
  const [scale, bias, average, variance] = [1, 2, 3, 4].map((i) => perChannel(x, input(call, i)));
  const epsilon = number(call, 'epsilon', 1e-5);
  return mapAll(
    [x, scale, bias, average, variance],
    (v, s, b, m, q) => ((v - m) * s) / Math.sqrt(q + epsilon) + b,
  );
}

function instanceNormalization(call: Call): NdArray {
  const x = input(call, 0);
  const z = standardize(x, range(x.shape.length - 2, 2), number(call, 'epsilon', 1e-5));
  return affine(z, perChannel(x, input(call, 1)), perChannel(x, input(call, 2)));
}

function layerNormalization(call: Call): NdArray {
  const x = input(call, 0);
  const axis = axisOf(call, 'axis', -1);
  const z = standardize(x, range(x.shape.length - axis, axis), number(call, 'epsilon', 1e-5));
  return affine(z, input(call, 1), call.inputs[2] ?? nd([], [0]));
}

function groupNormalization(call: Call): NdArray {
  const x = input(call, 0);
  const groups = number(call, 'num_groups', 1);
  const [n, channels] = x.shape;
  const rows = nd([n * groups, sizeOf(x.shape) / (n * groups)], x.data);
  const z = nd(x.shape, standardize(rows, [1], number(call, 'epsilon', 1e-5)).data);
  const spread = (vector: NdArray): NdArray => {
    const repeat = channels / vector.shape[0];
    return perChannel(
      x,
      generate([channels], ([c]) => vector.data[Math.floor(c / repeat)]),
    );
  };
  return affine(z, spread(input(call, 1)), spread(input(call, 2)));
}

function rmsNormalization(call: Call): NdArray {
  const x = input(call, 0);
  const axis = axisOf(call, 'axis', -1);
  const squares = reduce(x, range(x.shape.length - axis, axis), (values) => mean(values.map((v) => v * v)));
  const epsilon = number(call, 'epsilon', 1e-5);
  return mapAll([x, squares, input(call, 1)], (v, q, s) => (v / Math.sqrt(q + epsilon)) * s);
}

function meanVarianceNormalization(call: Call): NdArray {
  return standardize(input(call, 0), list(call, 'axes') ?? [0, 2, 3], 0);
}

function lpNormalization(call: Call): NdArray {
  const x = input(call, 0);
  const p = number(call, 'p', 2);
  const norm = reduce(
    x,
    [axisOf(call, 'axis', -1)],
    (values) => sum(values.map((v) => Math.abs(v) ** p)) ** (1 / p),
  );
  return mapAll([x, norm], (v, n) => v / n);
}

function localResponseNormalization(call: Call): NdArray {
  const x = input(call, 0);
  const size = number(call, 'size', 1);
  const [alpha, beta, bias] = [
    number(call, 'alpha', 1e-4),
    number(call, 'beta', 0.75),
    number(call, 'bias', 1),
  ];
  return generate(x.shape, ([n, c, ...at]) => {
    const first = Math.max(0, c - Math.floor((size - 1) / 2));
    const last = Math.min(x.shape[1] - 1, c + Math.ceil((size - 1) / 2));
    const squares = sum(range(last - first + 1, first).map((i) => read(x, [n, i, ...at]) ** 2));
    return read(x, [n, c, ...at]) / (bias + (alpha / size) * squares) ** beta;
  });
}

function reduction(f: (values: number[]) => number): ReferenceOperator {
  return (call) => {
    const x = input(call, 0);
    const rank = x.shape.length;
    const given = listOrInput(call, 'axes', 1) ?? [];
    if (given.length === 0 && number(call, 'noop_with_empty_axes', 0) === 1) return x;
    const axes = given.length === 0 ? range(rank) : given.map((axis) => (axis < 0 ? axis + rank : axis));
    const reduced = reduce(x, axes, f);
    if (number(call, 'keepdims', 1) === 1) return reduced;
    return nd(
      x.shape.filter((_, axis) => !axes.includes(axis)),
      reduced.data,
    );
  };
}

export const algebra = {
  Gemm: gemm,
  MatMul: (call) => matMul(input(call, 0), input(call, 1)),
  Einsum: einsum,
  Attention: attention,
  LogSoftmax: logSoftmax,
  Softmax: (call) => mapAll([logSoftmax(call)], Math.exp),
  BatchNormalization: batchNormalization,
  InstanceNormalization: instanceNormalization,
  LayerNormalization: layerNormalization,
  GroupNormalization: groupNormalization,
  RMSNormalization: rmsNormalization,
  MeanVarianceNormalization: meanVarianceNormalization,
  LpNormalization: lpNormalization,
  LRN: localResponseNormalization,
  ReduceSum: reduction(sum),
  ReduceMean: reduction(mean),
  ReduceMax: reduction((values) => Math.max(...values)),
  ReduceMin: reduction((values) => Math.min(...values)),
  ReduceProd: reduction((values) => values.reduce((a, b) => a * b)),
  ReduceL1: reduction((values) => sum(values.map(Math.abs))),
  ReduceL2: reduction((values) => Math.hypot(...values)),
  ReduceSumSquare: reduction((values) => sum(values.map((v) => v * v))),
  ReduceLogSum: reduction((values) => Math.log(sum(values))),
  ReduceLogSumExp: reduction((values) => Math.log(sum(values.map(Math.exp)))),
} satisfies Record<string, ReferenceOperator>;
