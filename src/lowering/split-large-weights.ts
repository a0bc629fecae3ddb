import type { Node, Tensor } from '../onnx/graph/model.js';
import { floatOf, intOf } from '../onnx/graph/attributes.js';
import type { GraphBuilder } from '../onnx/rewrite/graph-builder.js';
import type { Value } from '../onnx/rewrite/node-emitter.js';
import type { NodeContext } from '../onnx/rewrite/node-context.js';
import { rewriteNodes, type NodesRequest } from '../onnx/rewrite/rewrite-nodes.js';
import { BINDING_BYTES } from './webgpu-limits.js';
import { range } from '../onnx/graph/shape.js';

export interface SplitRequest extends NodesRequest {
  /** Matrices above this many bytes are split; default 128 MiB. */
  readonly splitBytes?: number;
}

/**
 * Splits Gemm and MatMul over large matrices by rows; see the quirk `largeBuffers`. Rows are contiguous, so that every
 * part links into the same bytes. The gradients of the parts split themselves.
 */
export function splitLargeWeights({ splitBytes: limit = BINDING_BYTES, ...request }: SplitRequest): Node[] {
  return rewriteNodes(request, ({ opType, domain, inputs }) => {
    const split = domain === '' ? SPLITS[opType] : undefined;
    const weights = request.initializers.get(inputs[1] ?? '');
    if (!split || !weights || !isLargeMatrix(weights, limit)) return undefined;
    return { rewrite: (context) => split(context, weights, limit) };
  });
}

type Split = (context: NodeContext, weights: Tensor, limit: number) => Value;

const SPLITS: Readonly<Record<string, Split>> = { Gemm: splitGemm, MatMul: splitMatMul };

function isLargeMatrix(tensor: Tensor, limit: number): boolean {
  return tensor.dims.length === 2 && tensor.dims[0] > 1 && bytesOf(tensor) > limit;
}

function bytesOf(tensor: Tensor): number {
  return tensor.link?.length ?? tensor.data?.byteLength ?? 0;
}

/** y = alpha A' B' + beta C, with the rows of B being outputs (transB) or inputs. */
function splitGemm(context: NodeContext, weights: Tensor, limit: number): Value {
  const { b, node, x, inputs } = context;
  const transA = intOf(node, 'transA', 0) === 1;
  const alpha = floatOf(node, 'alpha', 1);
  const beta = floatOf(node, 'beta', 1);
  const parts = splitRows(b, weights, limit);
  const product =
    intOf(node, 'transB', 0) === 1
      ? b.concat(
          parts.map(({ value }) => b.gemm(x, value, { transA, transB: true, alpha })),
          1,
        )
      : sumOf(
          b,
          parts.map((part) => b.gemm(sliceOf(b, x, transA ? 0 : 1, part), part.value, { transA, alpha })),
        );
  const bias = inputs[2];
  if (!bias || beta === 0) return product;
  return b.add(product, beta === 1 ? bias : b.mul(bias, beta));
}

/** y = sum over parts of A[..., rows] B[rows]. */
function splitMatMul({ b, x }: NodeContext, weights: Tensor, limit: number): Value {
  const parts = splitRows(b, weights, limit);
  return sumOf(
    b,
    parts.map((part) => b.matMul(sliceOf(b, x, x.shape.length - 1, part), part.value)),
  );
}

interface Rows {
  readonly value: Value;
  readonly start: number;
  readonly end: number;
}

function splitRows(b: GraphBuilder, weights: Tensor, limit: number): Rows[] {
  const [rows, columns] = weights.dims;
  const bytesPerRow = bytesOf(weights) / rows;
  const perPart = Math.max(1, Math.floor(limit / bytesPerRow));
  return range(Math.ceil(rows / perPart)).map((part) => {
    const start = part * perPart;
    const end = Math.min(start + perPart, rows);
    const dims = [end - start, columns];
    const bytes = [start * bytesPerRow, end * bytesPerRow] as const;
    const value = b.addInitializer({
      ...weights,
      name: b.freshName('rows'),
      dims,
      ...cutBytes(weights, ...bytes),
    });
    return { value, start, end };
  });
}

function cutBytes({ link, data }: Tensor, start: number, end: number): Pick<Tensor, 'link' | 'data'> {
  if (link) return { link: { ...link, offset: link.offset + start, length: end - start } };
  return { data: data?.subarray(start, end) };
}

function sliceOf(b: GraphBuilder, x: Value, axis: number, { start, end }: Rows): Value {
  return b.slice(x, [axis], [start], [end]);
}

function sumOf(b: GraphBuilder, values: readonly Value[]): Value {
  return values.reduce((sum, value) => b.add(sum, value));
}
