import { sizeOf } from '../../../onnx/graph/shape.js';
import { cutGraph } from '../../../gradient/export/cut-graph.js';
import type { Node } from '../../../onnx/graph/model.js';
import type { PreparedModel } from '../../../onnx/prepare/prepare-model.js';

const POOLINGS: ReadonlySet<string> = new Set(['GlobalAveragePool', 'ReduceMean', 'AveragePool']);
const LINEAR: ReadonlySet<string> = new Set(['Gemm', 'MatMul', 'Conv']);
/** Change no value, or add a constant to it. */
const HARMLESS: ReadonlySet<string> = new Set([
  'Identity',
  'Dropout',
  'Cast',
  'Reshape',
  'Flatten',
  'Squeeze',
  'Unsqueeze',
  'Add',
]);

/**
 * Why the graph from a layer to the logits is not global average pooling and at most one linear layer, as a phrase;
 * undefined where it is.
 */
export function pooledLinearObstacle(
  { model, types }: PreparedModel,
  layer: string,
  logits: readonly string[],
): string | undefined {
  const { nodes, initializers } = model.graph;
  const { head, carried } = cutGraph({ nodes, initializers, layers: [layer], outputs: logits });
  if (carried.length > 1) return 'a second path around it';
  const strange = head.find(
    ({ opType }) => !POOLINGS.has(opType) && !LINEAR.has(opType) && !HARMLESS.has(opType),
  );
  if (strange) return `the operator ${strange.opType}`;
  const pooling = head.findIndex(({ opType }) => POOLINGS.has(opType));
  if (pooling < 0 || cells(head[pooling], types) !== 1) return 'no global average pooling';
  if (head.slice(0, pooling).some(({ opType }) => LINEAR.has(opType)))
    return 'a linear layer before the pooling';
  const linear = head.filter(({ opType }) => LINEAR.has(opType)).length;
  return linear > 1 ? `${linear} linear layers` : undefined;
}

/** Height times width of what a pooling gives; those of [N, C] are 1. */
function cells({ outputs }: Node, types: PreparedModel['types']): number {
  const [, , ...size] = types.get(outputs[0])?.shape ?? [0, 0, 0];
  return sizeOf(size);
}
