import { intsAttribute } from './attributes.js';
import type { Graph, Node, TensorType } from './model.js';

/** How the axes of a tensor of four dimensions are to be read. */
export type Layout = 'NCHW' | 'NHWC';

/** Operators that read input 0, and write output 0, as [N, C, H, W] by definition. */
const CHANNELS_FIRST: ReadonlySet<string> = new Set([
  ...['Conv', 'ConvTranspose', 'MaxPool', 'AveragePool', 'LpPool', 'GlobalAveragePool', 'GlobalMaxPool'],
  ...['GlobalLpPool', 'BatchNormalization', 'InstanceNormalization', 'GroupNormalization', 'LRN'],
  ...['DepthToSpace', 'SpaceToDepth', 'MaxUnpool'],
]);

/** Operators that may give an axis another meaning. */
const REARRANGING: ReadonlySet<string> = new Set([
  ...['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Transpose', 'MatMul', 'Gemm', 'Einsum', 'Shape'],
  ...['Gather', 'GatherND', 'GatherElements', 'OneHot', 'TopK', 'NonZero', 'ConstantOfShape', 'Range'],
]);

const TO_CHANNELS_LAST = '0,2,3,1';
const TO_CHANNELS_FIRST = '0,3,1,2';

/** More channels than an image file has: the axis is no colour axis. */
const MAX_COLOURS = 4;

/** The layout of every tensor of four dimensions that is an image or a stack of feature maps. */
export function findLayouts(
  graph: Graph,
  types: ReadonlyMap<string, TensorType>,
): ReadonlyMap<string, Layout> {
  const layouts = new Map<string, Layout>();
  const isSpatial = (name: string): boolean => types.get(name)?.shape.length === 4;
  for (const { name } of graph.inputs) {
    const layout = isSpatial(name) ? inputLayout(types.get(name)!.shape) : undefined;
    if (layout) layouts.set(name, layout);
  }
  const wanted = new Set(graph.nodes.filter(readsChannelsFirst).map(({ inputs }) => inputs[0]));
  for (const node of graph.nodes) {
    const layout = outputLayout(node, layouts);
    for (const name of node.outputs.filter(isSpatial)) {
      const found = wanted.has(name) ? 'NCHW' : layout;
      if (found) layouts.set(name, found);
    }
  }
  return layouts;
}

function inputLayout([, second, , last]: readonly number[]): Layout | undefined {
  if (second <= MAX_COLOURS) return 'NCHW';
  return last <= MAX_COLOURS ? 'NHWC' : undefined;
}

function readsChannelsFirst({ opType, domain }: Node): boolean {
  return domain === '' && CHANNELS_FIRST.has(opType);
}

function outputLayout(node: Node, layouts: ReadonlyMap<string, Layout>): Layout | undefined {
  if (readsChannelsFirst(node)) return 'NCHW';
  if (node.opType === 'Transpose') return transposed(node, layouts.get(node.inputs[0]));
  if (REARRANGING.has(node.opType)) return undefined;
  return node.inputs.map((name) => layouts.get(name)).find((layout) => layout !== undefined);
}

function transposed(node: Node, source: Layout | undefined): Layout | undefined {
  const perm = intsAttribute(node, 'perm')?.join();
  if (source === 'NCHW' && perm === TO_CHANNELS_LAST) return 'NHWC';
  return source === 'NHWC' && perm === TO_CHANNELS_FIRST ? 'NCHW' : undefined;
}
