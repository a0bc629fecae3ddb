import type { AxisPlacement, GridPlacement } from '../../geometry/grid-placement.js';
import { evenPlacement } from '../../geometry/grid-placement.js';
import type { Size } from '../../geometry/size.js';
import { intAttribute, intsAttribute } from '../graph/attributes.js';
import { readConstant } from '../graph/constant.js';
import type { Node } from '../graph/model.js';
import type { PreparedModel } from '../prepare/prepare-model.js';
import { operatorOf } from '../shapes/infer-types.js';
import { DEEPENING, FIELD_STEPS, blockStep, type FieldStep } from './field-steps.js';
import { findLayouts } from './find-layouts.js';
import type { SpatialLayer } from './spatial-layers.js';
import type { Layout } from './token-layout.js';

/** Where the cells of a tensor look in the image, in whole pixels from the first one's centre; height, then width. */
interface Field {
  readonly axes: readonly [FieldStep, FieldStep];
  /** Of the image that it looks at. */
  readonly image: Size;
  /** Windows on the longest way to the image. */
  readonly depth: number;
}

/**
 * Where each layer's cells lie in the image: at the centres of their receptive fields, which padding that is not the same
 * on both sides moves. It follows from the graph alone: behind a window operator cell o of its output lies at
 *
 *     o * stride + (kernel - 1) * dilation / 2 - pad_begin
 *
 * of its input. Where branches meet that disagree, the one with the most windows counts, and of equals their mean. A layer of
 * which this is not known divides the image evenly.
 */
export function receptiveFields(
  prepared: PreparedModel,
  layers: readonly SpatialLayer[],
  image?: Size,
): ReadonlyMap<string, GridPlacement> {
  const fields = fieldsOf(prepared);
  const [first] = fields.values();
  const whole = first?.image ?? image;
  return new Map(layers.map((layer) => [layer.name, placementOf(layer, fields.get(layer.name), whole)]));
}

function placementOf(layer: SpatialLayer, field: Field | undefined, image: Size | undefined): GridPlacement {
  const even = evenPlacement(layer, field?.image ?? image ?? layer);
  if (!field) return even;
  // A reversed axis cannot be drawn the right way round by moving it.
  const axis = ({ offset, stride }: FieldStep, otherwise: AxisPlacement): AxisPlacement =>
    stride > 0 ? { offset: offset + 0.5, stride } : otherwise;
  return { y: axis(field.axes[0], even.y), x: axis(field.axes[1], even.x) };
}

function fieldsOf({ model, types }: PreparedModel): Map<string, Field> {
  const { graph, opsets } = model;
  const layouts = findLayouts(graph, types);
  const fields = new Map<string, Field>();
  const trailing = new Map<string, Size>();
  const gridOf = (name: string): Size | undefined =>
    sizeOfGrid(layouts.get(name), types.get(name)?.shape) ?? trailing.get(name);
  const known = {
    types,
    constant: (name: string) => {
      const tensor = graph.initializers.get(name);
      return tensor && readConstant(tensor);
    },
  };
  for (const { name } of graph.inputs) {
    const image = gridOf(name);
    const still = { offset: 0, stride: 1 };
    if (image) fields.set(name, { axes: [still, still], image, depth: 0 });
  }
  for (const node of graph.nodes) {
    for (const [part, name] of node.outputs.entries()) {
      const kept = layouts.has(name) ? undefined : keptGrid(node, name);
      if (kept) trailing.set(name, kept);
      const grid = gridOf(name);
      const field = grid && meet(node.inputs.map((input) => seenThrough(node, input, part, grid)));
      if (field) fields.set(name, field);
    }
  }
  return fields;

  /**
   * Tensors that are no layers, but have the grid in their last axes: channels in groups, [N, G, C / G, H, W], or taken in
   * another order, and what is computed of these cell by cell.
   */
  function keptGrid(node: Node, output: string): Size | undefined {
    const { domain, inputs } = node;
    const [first] = inputs;
    const [grid, shape] = [gridOf(first), types.get(output)?.shape];
    const isLastInFirst = layouts.get(first) === 'NCHW' || trailing.has(first);
    if (!grid || !shape || domain !== '' || !isLastInFirst) return undefined;
    const rank = shape.length;
    const isLast = shape[rank - 2] === grid.height && shape[rank - 1] === grid.width;
    return rank > 3 && isLast && !mixesCells(node, rank) ? grid : undefined;
  }

  function seenThrough(node: Node, input: string, part: number, output: Size): Field | undefined {
    const [field, source, layout] = [fields.get(input), gridOf(input), layouts.get(input)];
    if (!field || !source) return undefined;
    const rule =
      node.domain === '' && Object.hasOwn(FIELD_STEPS, node.opType) ? FIELD_STEPS[node.opType] : undefined;
    const axes = layout === 'NCHW' ? [2, 3] : layout === 'NHWC' ? [1, 2] : undefined;
    if (rule && input !== node.inputs[0]) return undefined;
    const steps = [source.height, source.width].map((size, spatial) => {
      const out = [output.height, output.width][spatial];
      if (!rule || !axes) return dividing(size, out);
      const op = operatorOf(node, opsets.get('') ?? 1, known);
      return rule(op, { axis: axes[spatial], spatial, input: size, output: out, part });
    });
    const [down, across] = steps;
    if (!down || !across) return undefined;
    const depth = field.depth + (DEEPENING.has(node.opType) ? 1 : 0);
    return { ...field, axes: [behind(field.axes[0], down), behind(field.axes[1], across)], depth };
  }
}

/** Whether cells change their places although the last two axes keep their sizes. */
function mixesCells(node: Node, rank: number): boolean {
  const { opType } = node;
  const perm = intsAttribute(node, 'perm');
  if (opType === 'Transpose') return perm?.[rank - 2] !== rank - 2 || perm[rank - 1] !== rank - 1;
  if (opType === 'Gather') return ((intAttribute(node, 'axis') ?? 0) + rank) % rank >= rank - 2;
  return opType === 'MatMul' || Object.hasOwn(FIELD_STEPS, opType);
}

/** An operator that is not known to move anything: the same cells, or blocks of them. A single cell spreads nowhere. */
function dividing(input: number, output: number): FieldStep | undefined {
  return output <= input ? blockStep(input / output) : undefined;
}

function behind(first: FieldStep, second: FieldStep): FieldStep {
  return { offset: first.offset + first.stride * second.offset, stride: first.stride * second.stride };
}

/** The field of what several branches make: that of the deepest, or the mean of the deepest ones. */
function meet(branches: readonly (Field | undefined)[]): Field | undefined {
  const known = branches.filter((branch) => branch !== undefined);
  const deepest = known.reduce((most, { depth }) => Math.max(most, depth), 0);
  const chosen = known.filter(({ depth }) => depth === deepest);
  if (chosen.length < 2) return chosen[0];
  const mean = (spatial: 0 | 1, of: 'offset' | 'stride'): number =>
    chosen.reduce((sum, { axes }) => sum + axes[spatial][of], 0) / chosen.length;
  const axis = (spatial: 0 | 1): FieldStep => ({
    offset: mean(spatial, 'offset'),
    stride: mean(spatial, 'stride'),
  });
  return { ...chosen[0], axes: [axis(0), axis(1)] };
}

/** Rows and columns of cells of a tensor; of one that is divided into blocks, those before the division or after it. */
function sizeOfGrid(layout: Layout | undefined, shape: readonly number[] | undefined): Size | undefined {
  if (!layout || !shape) return undefined;
  if (typeof layout === 'object') return { height: layout.height, width: layout.width };
  if (layout === 'NCHW') return { height: shape[2], width: shape[3] };
  if (layout === 'NHhWwC') return { height: shape[1] * shape[2], width: shape[3] * shape[4] };
  return { height: shape[1], width: shape[2] };
}
