import { intsAttribute } from '../graph/attributes.js';
import { readConstant, type Constant } from '../graph/constant.js';
import type { Node, TensorType } from '../graph/model.js';
import type { Operator } from '../graph/operator.js';
import { range } from '../graph/shape.js';
import type { PreparedModel } from '../prepare/prepare-model.js';
import { windowOf } from '../rewrite/window.js';
import { operatorOf } from '../shapes/infer-types.js';
import { permutation, sliceRanges, splitSizes } from '../shapes/structure.js';
import {
  isInPlace,
  joined,
  merged,
  picked,
  resampled,
  sampled,
  sliced,
  wholeAxis,
  type AxisPlaces,
} from './axis-places.js';
import { findLayouts } from './find-layouts.js';
import type { SpatialLayer } from './spatial-layers.js';

type Axes = readonly (AxisPlaces | undefined)[];

/** Of a tensor whose axes can be followed, or of one made of such. */
type Places = { readonly axes: Axes } | { readonly axes?: undefined; readonly isMoved: boolean };

interface Step {
  readonly node: Node;
  readonly op: Operator;
  readonly inputs: readonly (Places | undefined)[];
  readonly shape: readonly number[];
}

/** The places of an operator's outputs; undefined: its axes cannot be followed. */
type Rule = (step: Step, axes: Axes) => readonly (Axes | undefined)[] | undefined;

const RULES: Readonly<Record<string, Rule>> = {
  Transpose: ({ op }, axes) => [permutation(op).map((axis) => axes[axis])],
  Slice: ({ op }, axes) => {
    const ranges = sliceRanges(op);
    return ranges && [axes.map((axis, i) => axis && sliced(axis, ranges[i]))];
  },
  Split: ({ op }, axes) => {
    const at = op.axis(op.int('axis', 0), axes.length);
    const size = op.shape(0)[at];
    const sizes = splitSizes(op, size);
    return sizes?.map((count, part) => {
      const start = sizes.slice(0, part).reduce((sum, one) => sum + one, 0);
      return axes.map((axis, i) => (i === at && axis ? sliced(axis, { start, step: 1, count }) : axis));
    });
  },
  Gather: ({ op }, axes) => {
    const at = op.axis(op.int('axis', 0), axes.length);
    const indices = op.constants[1];
    if (indices?.shape.length !== 1) return undefined;
    return [axes.map((axis, i) => (i === at && axis ? picked(axis, indices.values) : axis))];
  },
  ReverseSequence: ({ op }, axes) => {
    const at = op.int('time_axis', 0);
    const [length] = op.values(1) ?? [];
    const axis = axes[at];
    if (!axis || length === undefined) return [axes];
    const order = range(axis.centres.length).map((i) => (i < length ? length - 1 - i : i));
    return [axes.map((one, i) => (i === at ? picked(axis, order) : one))];
  },
  Pad: ({ op, shape }, axes) => {
    const pads = op.list('pads', 1);
    if (!pads || op.has(3)) return [axes.map((axis, i) => axis && resampled(axis, shape[i]))];
    return [axes.map((axis, i) => axis && sampled(axis, range(shape[i], -pads[i])))];
  },
  Concat: ({ op, inputs, shape }) => {
    const at = op.axis(op.int('axis', 1), shape.length);
    const all = inputs.map((places) => places?.axes);
    // One picture after another, of which the first is shown
    if (at === 0) return [all[0]];
    return [
      range(shape.length).map((i) => {
        const parts = all.map((axes) => axes?.[i]);
        const known = parts.filter((part) => part !== undefined);
        if (known.length === 0) return undefined;
        if (i !== at) return merged(known);
        return known.length === parts.length ? joined(known) : undefined;
      }),
    ];
  },
};

/** Another shape without or with axes of size 1 has the same axes; of any other shape nothing is known. */
const reshaped: Rule = ({ op, shape }, axes) => {
  const long = (sizes: readonly number[]): number[] => range(sizes.length).filter((i) => sizes[i] !== 1);
  const [before, after] = [long(op.shape(0)), long(shape)];
  const isSame =
    before.length === after.length && before.every((axis, i) => op.shape(0)[axis] === shape[after[i]]);
  return isSame ? [shape.map((_, axis) => axes[before[after.indexOf(axis)] ?? -1])] : undefined;
};

const RESHAPING: ReadonlySet<string> = new Set(['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze']);

/** Operators whose axes are not those of their inputs, or that put values elsewhere along them. */
const OPAQUE: ReadonlySet<string> = new Set([
  ...[
    'RNN',
    'GRU',
    'LSTM',
    'Gemm',
    'Einsum',
    'Tile',
    'GatherND',
    'GatherElements',
    'OneHot',
    'NonZero',
    'TopK',
  ],
  ...[
    'Col2Im',
    'GridSample',
    'RoiAlign',
    'MaxRoiPool',
    'MaxUnpool',
    'AffineGrid',
    'Attention',
    'Scan',
    'Loop',
  ],
]);

/** Operators that slide a window over the last axes. */
const WINDOWS: ReadonlySet<string> = new Set([
  ...['Conv', 'FusedConv', 'ConvInteger', 'QLinearConv', 'MaxPool', 'AveragePool', 'LpPool'],
]);
/** Operators that give a map more or fewer cells over the same part of the image. */
const RESAMPLING: ReadonlySet<string> = new Set([
  ...['Resize', 'Upsample', 'ConvTranspose', 'DepthToSpace', 'SpaceToDepth', 'GlobalAveragePool'],
  ...['GlobalMaxPool', 'GlobalLpPool'],
]);

const windowed: Rule = ({ node, op, shape }, axes) => {
  const weights = node.opType === 'QLinearConv' ? 3 : 1;
  const kernel = intsAttribute(node, 'kernel_shape') ?? op.types[weights]?.shape.slice(2) ?? [];
  if (kernel.length + 2 !== shape.length) return undefined;
  const { strides, begin, extent } = windowOf(node, kernel, op.shape(0), shape);
  return [
    axes.map((axis, i) => {
      if (!axis || i < 2) return undefined;
      const first = (extent[i - 2] - 1) / 2 - begin[i - 2];
      return sampled(
        axis,
        range(shape[i]).map((cell) => first + cell * strides[i - 2]),
      );
    }),
  ];
};

const resizing: Rule = ({ shape }, axes) =>
  shape.length === axes.length ? [axes.map((axis, i) => axis && resampled(axis, shape[i]))] : undefined;

/** Each axis is that of the inputs which have it; a size of 1 is spread. */
const broadcast: Rule = ({ inputs, shape }) => [
  range(shape.length).map((i) => {
    const found = inputs.flatMap((places) => places?.axes?.[i - shape.length + places.axes.length] ?? []);
    const full = found.filter(({ centres }) => centres.length === shape[i]);
    return full.length > 0 ? merged(full) : undefined;
  }),
];

const nothing: Rule = () => undefined;

function ruleOf({ opType, domain }: Node): Rule {
  if (domain !== '') return broadcast;
  if (OPAQUE.has(opType)) return nothing;
  if (RESHAPING.has(opType)) return reshaped;
  if (WINDOWS.has(opType)) return windowed;
  return RULES[opType] ?? (RESAMPLING.has(opType) ? resizing : broadcast);
}

/**
 * Follows where the cells of every tensor lie in the image: past flips, crops, shifts and turns that a model makes of it
 * (test-time augmentation, ensembles), and back. The answer: whether a layer lies over the image as a grid does.
 */
export function findPlaces({
  model,
  types,
}: PreparedModel): (layer: Pick<SpatialLayer, 'name' | 'layout'>) => boolean {
  const { graph, opsets } = model;
  const layouts = findLayouts(graph, types);
  const places = new Map<string, Places>();
  for (const { name } of graph.inputs) {
    const [y, x] = spatialAxes(layouts.get(name));
    const shape = types.get(name)?.shape ?? [];
    if (y === undefined || x === undefined) continue;
    places.set(name, {
      axes: shape.map((size, i) =>
        i === y ? wholeAxis('y', size) : i === x ? wholeAxis('x', size) : undefined,
      ),
    });
  }
  const constants = new Map<string, Constant | undefined>();
  const constant = (name: string): Constant | undefined => {
    const tensor = graph.initializers.get(name);
    if (!constants.has(name)) constants.set(name, tensor && readConstant(tensor));
    return constants.get(name);
  };
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => places.get(name));
    if (inputs.every((one) => one === undefined)) continue;
    const op = operatorOf(node, opsets.get(node.domain) ?? 1, { types, constant });
    follow(node, op, inputs, types).forEach((found, i) => places.set(node.outputs[i], found));
  }
  return ({ name, layout }) => isLayerInPlace(places.get(name), layout);
}

function follow(
  node: Node,
  op: Operator,
  inputs: readonly (Places | undefined)[],
  types: ReadonlyMap<string, TensorType>,
): Places[] {
  const { shape } = types.get(node.outputs[0]) ?? {};
  const axes = inputs[0]?.axes;
  const rule = ruleOf(node);
  const canFollow =
    shape !== undefined && (axes !== undefined || rule === broadcast || node.opType === 'Concat');
  const found = canFollow ? rule({ node, op, inputs, shape }, axes ?? []) : undefined;
  const known = inputs.filter((one) => one !== undefined);
  const isMoved = known.every(isSomewhereElse);
  return node.outputs.map((_, i) => {
    const own = found?.[i];
    return own?.some((axis) => axis !== undefined) ? { axes: own } : { isMoved };
  });
}

/** A turn is left out of account: exchanged axes are mostly exchanged again. */
function isSomewhereElse(places: Places): boolean {
  if (!places.axes) return places.isMoved;
  return places.axes.some((axis) => axis && !isInPlace(axis, axis.along));
}

function isLayerInPlace(places: Places | undefined, layout: SpatialLayer['layout']): boolean {
  if (!places) return true;
  const [y = 0, x = 0] = spatialAxes(layout);
  if (!places.axes || y === x) return !isSomewhereElse(places);
  const [height, width] = [places.axes[y], places.axes[x]];
  return (!height || isInPlace(height, 'y')) && (!width || isInPlace(width, 'x'));
}

function spatialAxes(layout: unknown): readonly number[] {
  if (layout === 'NCHW') return [2, 3];
  return layout === 'NHWC' ? [1, 2] : [];
}
