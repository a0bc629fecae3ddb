import { intAttribute, intsAttribute } from '../graph/attributes.js';
import type { Graph, Node, TensorType } from '../graph/model.js';
import {
  asBlocks,
  asSequence,
  fromBlocks,
  fromSequence,
  joinedTokens,
  slicedTokens,
  swapped,
  type Layout,
  type TokenLayout,
} from './token-layout.js';

/** Operators that read input 0, and write output 0, as [N, C, H, W] by definition. */
const CHANNELS_FIRST: ReadonlySet<string> = new Set([
  ...['Conv', 'ConvTranspose', 'MaxPool', 'AveragePool', 'LpPool', 'GlobalAveragePool', 'GlobalMaxPool'],
  ...['GlobalLpPool', 'BatchNormalization', 'InstanceNormalization', 'GroupNormalization', 'LRN'],
  ...['DepthToSpace', 'SpaceToDepth', 'MaxUnpool'],
]);

/** Operators that may give an axis another meaning. */
const REARRANGING: ReadonlySet<string> = new Set([
  ...['Squeeze', 'Unsqueeze', 'Gemm', 'Einsum', 'Shape', 'Gather', 'GatherND', 'GatherElements', 'OneHot'],
  ...['TopK', 'NonZero', 'ConstantOfShape', 'Range'],
]);

const TO_CHANNELS_LAST = '0,2,3,1';
const TO_CHANNELS_FIRST = '0,3,1,2';
const BLOCKS_FIRST = '0,1,3,';
const SWAP_LAST_TWO = '0,2,1';

/** More channels than an image file has: the axis does not hold colours. */
const MAX_COLOURS = 4;

type Types = ReadonlyMap<string, TensorType>;
type Layouts = Map<string, Layout>;

/** The layout of every tensor that is an image, a stack of feature maps, or a sequence of their positions. */
export function findLayouts(graph: Graph, types: Types): ReadonlyMap<string, Layout> {
  const layouts: Layouts = new Map();
  const isSpatial = (name: string): boolean => types.get(name)?.shape.length === 4;
  for (const { name } of graph.inputs) {
    const layout = isSpatial(name) ? inputLayout(types.get(name)!.shape) : undefined;
    if (layout) layouts.set(name, layout);
  }
  const read = graph.nodes.filter(readsChannelsFirst).map(({ inputs }) => inputs[0]);
  const wanted = new Set(read.filter(isSpatial));
  const reader = new LayoutReader(graph, types, layouts);
  for (const node of graph.nodes) {
    for (const name of node.outputs) {
      const shape = types.get(name)?.shape;
      const layout = wanted.has(name) ? 'NCHW' : shape && reader.outputLayout(node, shape);
      if (layout) layouts.set(name, layout);
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

class LayoutReader {
  readonly #graph: Graph;
  readonly #types: Types;
  readonly #layouts: ReadonlyMap<string, Layout>;

  constructor(graph: Graph, types: Types, layouts: ReadonlyMap<string, Layout>) {
    this.#graph = graph;
    this.#types = types;
    this.#layouts = layouts;
  }

  outputLayout(node: Node, shape: readonly number[]): Layout | undefined {
    if (readsChannelsFirst(node)) return shape.length === 4 ? 'NCHW' : undefined;
    const found = this.#carried(node, shape);
    return found && fits(found, shape) ? found : undefined;
  }

  #carried(node: Node, shape: readonly number[]): Layout | undefined {
    const { opType, inputs } = node;
    if (REARRANGING.has(opType)) return undefined;
    const layout = this.#layouts.get(inputs[0]);
    if (opType === 'Transpose') return transposed(node, layout);
    if (opType === 'Reshape' || opType === 'Flatten') return this.#reshaped(inputs[0], layout, shape);
    // Times a matrix of weights, the channels of every position are mixed among themselves.
    if (opType === 'MatMul')
      return isChannelsLast(layout) && this.#rank(inputs[1]) === 2 ? layout : undefined;
    if (opType === 'Slice' && isTokens(layout)) return slicedTokens(node, layout, this.#graph.initializers);
    if (opType === 'Concat') return this.#joined(node);
    return inputs.map((name) => this.#layouts.get(name)).find((one) => one !== undefined && fits(one, shape));
  }

  /** Parts of a map beside each other, as a roll along an axis makes them, are not a map. */
  #joined(node: Node): Layout | undefined {
    const known = node.inputs.map((name) => this.#layouts.get(name));
    const tokens = known.findIndex(isTokens);
    if (tokens < 0) {
      const layout = known.find((one) => one !== undefined);
      const axis = intAttribute(node, 'axis') ?? 1;
      return (axis < 0 ? axis + 4 : axis) === (layout === 'NCHW' ? 1 : 3) ? layout : undefined;
    }
    const before = node.inputs.slice(0, tokens).map((name) => this.#types.get(name)?.shape ?? []);
    return joinedTokens(node, known[tokens] as TokenLayout, before);
  }

  #reshaped(input: string, layout: Layout | undefined, shape: readonly number[]): Layout | undefined {
    const source = this.#types.get(input)?.shape;
    if (!layout || !source) return undefined;
    if (source.length === shape.length && source.every((size, axis) => size === shape[axis])) return layout;
    if (isTokens(layout)) return fromSequence(layout, source, shape);
    if (layout === 'NHWhwC') return fromBlocks(source, shape);
    if (layout === 'NHhWwC') return undefined;
    return asSequence(layout, source, shape) ?? (layout === 'NHWC' ? asBlocks(source, shape) : undefined);
  }

  #rank(name: string): number | undefined {
    return this.#types.get(name)?.shape.length;
  }
}

function isTokens(layout: Layout | undefined): layout is TokenLayout {
  return typeof layout === 'object';
}

function isChannelsLast(layout: Layout | undefined): boolean {
  return isTokens(layout) ? layout.order === 'NLC' : layout === 'NHWC';
}

function fits(layout: Layout, shape: readonly number[]): boolean {
  if (!isTokens(layout)) return shape.length === layout.length;
  const length = shape[layout.order === 'NLC' ? 1 : 2];
  return shape.length === 3 && length >= layout.skipped + layout.height * layout.width;
}

function transposed(node: Node, source: Layout | undefined): Layout | undefined {
  const perm = intsAttribute(node, 'perm')?.join();
  if (isTokens(source)) return perm === SWAP_LAST_TWO ? swapped(source) : undefined;
  if (source === 'NHhWwC' && perm?.startsWith(BLOCKS_FIRST)) return 'NHWhwC';
  if (source === 'NCHW' && perm === TO_CHANNELS_LAST) return 'NHWC';
  return source === 'NHWC' && perm === TO_CHANNELS_FIRST ? 'NCHW' : undefined;
}
