import type { Operator } from '../graph/operator.js';
import type { Shape } from '../graph/shape.js';
import { sliceRanges, splitSizes } from '../shapes/structure.js';
import { reach, windowOf } from '../shapes/window.js';

/** Output cell o of an operator looks at its input around cell `offset + o * stride`, along one axis. */
export interface FieldStep {
  readonly offset: number;
  readonly stride: number;
}

/** What an operator does to one spatial axis, of the sizes `input` and `output`. */
export interface FieldAxis {
  /** Of the tensor. */
  readonly axis: number;
  /** 0: height, 1: width. */
  readonly spatial: number;
  readonly input: number;
  readonly output: number;
  /** Which output of the operator. */
  readonly part: number;
}

/** Undefined: the output has no place of its own, as behind a mean over everything. */
type StepRule = (op: Operator, at: FieldAxis) => FieldStep | undefined;

const STAY: FieldStep = { offset: 0, stride: 1 };

/** Operators that move cells; any other one keeps the grid, or divides it evenly. */
export const FIELD_STEPS: Readonly<Record<string, StepRule>> = {
  Conv: (op, at) => slidingStep(op, at, op.ints('kernel_shape') ?? op.shape(1).slice(2)),
  DeformConv: (op, at) => slidingStep(op, at, op.ints('kernel_shape') ?? op.shape(1).slice(2)),
  MaxPool: pooled,
  AveragePool: pooled,
  LpPool: pooled,
  ConvTranspose: spread,
  GlobalAveragePool: () => undefined,
  GlobalMaxPool: () => undefined,
  GlobalLpPool: () => undefined,
  Pad: (op, { axis }) => {
    const pads = op.list('pads', 1);
    if (!pads) return STAY;
    const rank = op.shape(0).length;
    const axes = op.values(3)?.map((one) => op.axis(one, rank));
    const at = axes ? axes.indexOf(axis) : axis;
    return at < 0 ? STAY : { offset: -pads[at], stride: 1 };
  },
  Slice: (op, { axis }) => {
    const range = sliceRanges(op)?.[axis];
    return range ? { offset: range.start, stride: range.step } : undefined;
  },
  Split: (op, { axis, input, part }) => {
    if (op.axis(op.int('axis', 0), op.shape(0).length) !== axis) return STAY;
    const before = splitSizes(op, input)?.slice(0, part);
    return before && { offset: before.reduce((sum, size) => sum + size, 0), stride: 1 };
  },
  Resize: resized,
  Upsample: resized,
  // A block of b x b cells comes of one cell, or becomes one
  DepthToSpace: (op) => {
    const block = op.int('blocksize', 1);
    return { offset: -(block - 1) / (2 * block), stride: 1 / block };
  },
  SpaceToDepth: (op) => blockStep(op.int('blocksize', 1)),
};

/** The middle of each of the blocks that an axis is divided into. */
export function blockStep(size: number): FieldStep {
  return { offset: (size - 1) / 2, stride: size };
}

/** Operators that look at more than one cell, as a network's depth is counted. */
export const DEEPENING: ReadonlySet<string> = new Set(['Conv', 'DeformConv', 'ConvTranspose', 'MaxPool']);

function pooled(op: Operator, at: FieldAxis): FieldStep | undefined {
  return slidingStep(op, at, op.ints('kernel_shape') ?? op.fail('kernel_shape is missing'));
}

/** The middle of window o lies at o * stride - begin + (kernel - 1) * dilation / 2. */
function slidingStep(
  op: Operator,
  { spatial, input, output }: FieldAxis,
  kernel: Shape,
): FieldStep | undefined {
  const window = windowOf(op, kernel);
  const extent = reach(window, spatial);
  const stride = window.strides[spatial];
  const total = Math.max((Math.ceil(input / stride) - 1) * stride + extent - input, 0);
  if (output === 1 && input > 1 && extent >= input) return undefined;
  const begin = beginOf(window.autoPad, total, window.begin[spatial]);
  return { offset: (extent - 1) / 2 - begin, stride };
}

/** SAME_UPPER puts the odd element of the padding at the end, SAME_LOWER at the beginning. */
function beginOf(autoPad: string, total: number, given: number): number {
  if (autoPad === 'SAME_UPPER') return Math.floor(total / 2);
  return autoPad === 'SAME_LOWER' ? Math.ceil(total / 2) : given;
}

/** The transpose of a convolution: o = i * stride - begin + (kernel - 1) * dilation / 2, solved for i. */
function spread(op: Operator, { spatial, input, output }: FieldAxis): FieldStep {
  const window = windowOf(op, op.ints('kernel_shape') ?? op.shape(1).slice(2));
  const extent = reach(window, spatial);
  const stride = window.strides[spatial];
  const extra = op.ints('output_padding')?.[spatial] ?? 0;
  const total = Math.max((input - 1) * stride + extra + extent - output, 0);
  // With an output_shape and no auto_pad, the odd element comes first.
  const mode = op.ints('output_shape') && window.autoPad === 'NOTSET' ? 'SAME_LOWER' : window.autoPad;
  const begin = beginOf(mode, total, window.begin[spatial]);
  return { offset: (begin - (extent - 1) / 2) / stride, stride: 1 / stride };
}

type Coordinate = (scale: number, at: FieldAxis, op: Operator) => FieldStep;

const halfPixel: Coordinate = (scale) => ({ offset: 0.5 / scale - 0.5, stride: 1 / scale });

/** Where an output cell is sampled, by `coordinate_transformation_mode`, as the operator's documentation has it. */
const COORDINATES: Readonly<Record<string, Coordinate>> = {
  half_pixel: halfPixel,
  pytorch_half_pixel: (scale, at, op) =>
    at.output > 1 ? halfPixel(scale, at, op) : { offset: 0, stride: 1 / scale },
  // Cut in the middle where scale times the input is not a whole number of cells
  half_pixel_symmetric: (scale, { input, output }) => {
    const adjusted = output / (scale * input);
    return { offset: (input / 2) * (1 - adjusted) + 0.5 / scale - 0.5, stride: 1 / scale };
  },
  asymmetric: (scale) => ({ offset: 0, stride: 1 / scale }),
  // The name is that of nearest sampling at half-integer positions, which rounds down
  tf_half_pixel_for_nn: (scale) => ({ offset: 0.5 / scale, stride: 1 / scale }),
  align_corners: (_, { input, output }) => ({
    offset: 0,
    stride: output > 1 ? (input - 1) / (output - 1) : 1,
  }),
  tf_crop_and_resize: (_, { axis, input, output }, op) => {
    const roi = op.values(1) ?? [];
    const rank = roi.length / 2;
    const at =
      op
        .ints('axes')
        ?.map((one) => op.axis(one, op.shape(0).length))
        .indexOf(axis) ?? axis;
    const [start = 0, end = 1] = [roi[at], roi[at + rank]];
    if (output === 1) return { offset: ((start + end) / 2) * (input - 1), stride: 1 };
    return { offset: start * (input - 1), stride: ((end - start) * (input - 1)) / (output - 1) };
  },
};

const ROUNDINGS: Readonly<Record<string, (position: number) => number>> = {
  floor: Math.floor,
  ceil: Math.ceil,
  round_prefer_floor: (position) => Math.ceil(position - 0.5),
  round_prefer_ceil: (position) => Math.floor(position + 0.5),
};

function resized(op: Operator, at: FieldAxis): FieldStep | undefined {
  const { axis, input, output } = at;
  if (input === output) return STAY;
  if (input === 1) return undefined;
  // Upsample, and Resize of opset 10, know one way only.
  const isOld = op.node.opType === 'Upsample' || op.opset < 11;
  const mode = isOld ? 'asymmetric' : op.text('coordinate_transformation_mode', 'half_pixel');
  const scale = (isOld ? undefined : scaleOf(op, axis)) ?? output / input;
  const step = (COORDINATES[mode] ?? halfPixel)(scale, at, op);
  if (op.text('mode', 'nearest') !== 'nearest') return step;
  const nearest = isOld ? 'floor' : op.text('nearest_mode', 'round_prefer_floor');
  const rule = mode === 'tf_half_pixel_for_nn' ? 'floor' : nearest;
  return { ...step, offset: step.offset + meanRounding(step, output, ROUNDINGS[rule] ?? Math.floor) };
}

/** The scale as given, which is not output / input where the product was rounded. */
function scaleOf(op: Operator, axis: number): number | undefined {
  const scales = op.values(2);
  if (!scales || scales.length === 0) return undefined;
  const at =
    op
      .ints('axes')
      ?.map((one) => op.axis(one, op.shape(0).length))
      .indexOf(axis) ?? axis;
  return scales[at];
}

/** By how much whole cells lie beside the places that were to be sampled, on average: floor(o / 2) is o / 2 - 1/4. */
function meanRounding({ offset, stride }: FieldStep, cells: number, round: (at: number) => number): number {
  const positions = Array.from({ length: cells }, (_, o) => offset + o * stride);
  return positions.reduce((sum, position) => sum + round(position) - position, 0) / cells;
}
