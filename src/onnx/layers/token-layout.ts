import { sizeOf } from '../graph/shape.js';
import { intAttribute, intsAttribute } from '../graph/attributes.js';
import { readConstant } from '../graph/constant.js';
import type { Node, Tensor } from '../graph/model.js';

/**
 * How the axes of a tensor are to be read. `NHhWwC` and `NHWhwC` are feature maps divided into blocks of h x w, on their
 * way to fewer positions with more channels.
 */
export type Layout = 'NCHW' | 'NHWC' | 'NHhWwC' | 'NHWhwC' | TokenLayout;

/**
 * Positions in a row, as transformers have them: [N, tokens, C] (`NLC`) or [N, C, tokens] (`NCL`). Behind `skipped`
 * tokens that stand for no position, such as a class token, come height x width ones, row by row; what follows them
 * stands for no position either.
 */
export interface TokenLayout {
  readonly order: 'NLC' | 'NCL';
  readonly height: number;
  readonly width: number;
  readonly skipped: number;
}

/** [N, C, H, W] to [N, C, H W], [N, H, W, C] to [N, H W, C]. */
export function asSequence(
  layout: 'NCHW' | 'NHWC',
  from: readonly number[],
  to: readonly number[],
): TokenLayout | undefined {
  const channelsFirst = layout === 'NCHW';
  const [channels, height, width] = channelsFirst ? [from[1], from[2], from[3]] : [from[3], from[1], from[2]];
  const expected = channelsFirst ? [from[0], channels, height * width] : [from[0], height * width, channels];
  if (!isEqual(expected, to)) return undefined;
  return { order: channelsFirst ? 'NCL' : 'NLC', height, width, skipped: 0 };
}

/** [N, H h, W w, C] to [N, H, h, W, w, C]. */
export function asBlocks(from: readonly number[], to: readonly number[]): Layout | undefined {
  const [batch, height, width, channels] = from;
  const divides = to.length === 6 && to[0] === batch && to[5] === channels;
  return divides && to[1] * to[2] === height && to[3] * to[4] === width ? 'NHhWwC' : undefined;
}

/** [N, H, W, h, w, C] (the last three in any order) to [N, H, W, h w C] or [N, H W, h w C]. */
export function fromBlocks(from: readonly number[], to: readonly number[]): Layout | undefined {
  const [batch, height, width, ...rest] = from;
  const channels = sizeOf(rest);
  if (isEqual([batch, height, width, channels], to)) return 'NHWC';
  return asSequence('NHWC', [batch, height, width, channels], to);
}

/** The way back, where no other tokens are among the positions. */
export function fromSequence(
  { order, height, width }: TokenLayout,
  from: readonly number[],
  to: readonly number[],
): Layout | undefined {
  const [batch, second, third] = from;
  if (order === 'NCL') return isEqual([batch, second, height, width], to) ? 'NCHW' : undefined;
  return isEqual([batch, height, width, third], to) ? 'NHWC' : undefined;
}

export function swapped(layout: TokenLayout): TokenLayout {
  return { ...layout, order: layout.order === 'NLC' ? 'NCL' : 'NLC' };
}

/** Other tokens in front of the positions, as a class token is put there. */
export function joinedTokens(
  node: Node,
  layout: TokenLayout,
  before: readonly (readonly number[])[],
): TokenLayout | undefined {
  const axis = tokenAxis(layout);
  const joined = intAttribute(node, 'axis') ?? 1;
  if ((joined < 0 ? joined + 3 : joined) !== axis) return before.length === 0 ? layout : undefined;
  return { ...layout, skipped: layout.skipped + before.reduce((sum, shape) => sum + (shape[axis] ?? 0), 0) };
}

/** The positions without the first of the tokens that stand for none. */
export function slicedTokens(
  node: Node,
  layout: TokenLayout,
  initializers: ReadonlyMap<string, Tensor>,
): TokenLayout | undefined {
  const start = tokenStart(node, layout, initializers);
  if (start === undefined || start > layout.skipped) return undefined;
  return { ...layout, skipped: layout.skipped - start };
}

/** The first token that a Slice keeps; undefined: unknown, or counted from the end. */
function tokenStart(
  node: Node,
  layout: TokenLayout,
  initializers: ReadonlyMap<string, Tensor>,
): number | undefined {
  const list = (attribute: string, input: number): readonly number[] | undefined => {
    const tensor = initializers.get(node.inputs[input] ?? '');
    return intsAttribute(node, attribute) ?? (tensor && readConstant(tensor)?.values);
  };
  const starts = list('starts', 1);
  const axes = list('axes', 3) ?? starts?.map((_, index) => index);
  const steps = list('steps', 4);
  if (!starts || !axes || steps?.some((step) => step !== 1)) return undefined;
  const at = axes.findIndex((axis) => (axis < 0 ? axis + 3 : axis) === tokenAxis(layout));
  const start = at < 0 ? 0 : starts[at];
  return start < 0 ? undefined : start;
}

function tokenAxis({ order }: TokenLayout): number {
  return order === 'NLC' ? 1 : 2;
}

function isEqual(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
