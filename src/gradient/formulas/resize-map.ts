import { SaliencyError } from '../../errors.js';
import { floatOf, floatsAttribute, intOf, intsAttribute, stringOf } from '../../onnx/graph/attributes.js';
import type { NodeContext } from '../../onnx/rewrite/node-context.js';
import { axisMap, type AxisMap, type SeparableMap } from './separable.js';
import { fromStart } from '../../onnx/graph/shape.js';

type Tap = readonly [index: number, weight: number];

/** How Resize maps one axis, with the defaults of the node's opset filled in. */
interface Interpolation {
  readonly mode: string;
  readonly coordinates: string;
  readonly rounding: string;
  readonly cubic: number;
  readonly excludeOutside: boolean;
  readonly antialias: boolean;
  readonly scale: number;
  readonly input: number;
  readonly output: number;
}

/** Resize and Upsample as linear maps per axis (onnx/docs/Operators.md, "Resize"). */
export function resizeMap(context: NodeContext): SeparableMap {
  const { node, x, y, b } = context;
  const scales = scalesOf(context);
  const old = node.opType === 'Upsample' || b.opset < 11;
  const coordinates = old ? 'asymmetric' : stringOf(node, 'coordinate_transformation_mode', 'half_pixel');
  const mode = stringOf(node, 'mode', 'nearest');
  if (coordinates === 'tf_crop_and_resize') {
    throw new SaliencyError(
      'model-unsupported',
      `Resize "${node.name}" uses tf_crop_and_resize; export the model with another coordinate mode.`,
      { details: { node: node.name } },
    );
  }
  return x.shape.map((input, axis) => {
    const output = y.shape[axis];
    const scale = scales[axis];
    if (input === output && scale === 1) return undefined;
    return mapOf({
      mode,
      coordinates,
      rounding: old ? (scale < 1 ? 'ceil' : 'floor') : stringOf(node, 'nearest_mode', 'round_prefer_floor'),
      cubic: floatOf(node, 'cubic_coeff_a', -0.75),
      excludeOutside: intOf(node, 'exclude_outside', 0) === 1,
      antialias: intOf(node, 'antialias', 0) === 1,
      scale,
      input,
      output,
    });
  });
}

/** One scale per axis; given as they are, or as the ratio of the sizes. */
function scalesOf(context: NodeContext): number[] {
  const { node, x, y, b } = context;
  const ratios = x.shape.map((size, axis) => y.shape[axis] / size);
  const position = node.opType === 'Upsample' || b.opset < 11 ? 1 : 2;
  const given = floatsAttribute(node, 'scales') ?? context.constant(position);
  if (!given || given.length === 0) return ratios;
  const axes = intsAttribute(node, 'axes')?.map((axis) => fromStart(axis, ratios.length));
  given.forEach((scale, i) => (ratios[axes?.[i] ?? i] = scale));
  return ratios;
}

function mapOf(how: Interpolation): AxisMap {
  return axisMap(how.output, how.input, (position) => {
    const at = sourceOf(how, position);
    if (how.mode === 'nearest') return [[clamp(nearest(at, how.rounding), how.input), 1]];
    if (how.antialias && how.scale < 1) return antialiased(how, at);
    return how.mode === 'cubic' ? cubic(how, at) : linear(how, at);
  });
}

/** The place in the input that an output position looks at. */
function sourceOf({ coordinates, scale, input, output }: Interpolation, position: number): number {
  const halfPixel = (position + 0.5) / scale - 0.5;
  switch (coordinates) {
    case 'asymmetric':
      return position / scale;
    case 'align_corners':
      return output === 1 ? 0 : (position * (input - 1)) / (output - 1);
    case 'pytorch_half_pixel':
      return output === 1 ? 0 : halfPixel;
    case 'tf_half_pixel_for_nn':
      return (position + 0.5) / scale;
    case 'half_pixel_symmetric':
      return (input / 2) * (1 - output / (scale * input)) + halfPixel;
    default:
      return halfPixel;
  }
}

function nearest(at: number, rounding: string): number {
  if (rounding === 'floor') return Math.floor(at);
  if (rounding === 'ceil') return Math.ceil(at);
  return rounding === 'round_prefer_ceil' ? Math.floor(at + 0.5) : Math.ceil(at - 0.5);
}

function clamp(index: number, size: number): number {
  return Math.min(Math.max(index, 0), size - 1);
}

function linear({ input }: Interpolation, at: number): Tap[] {
  const first = Math.floor(at);
  const ratio = at - first;
  return [
    [clamp(first, input), 1 - ratio],
    [clamp(first + 1, input), ratio],
  ];
}

function cubic({ input, cubic: a, excludeOutside }: Interpolation, at: number): Tap[] {
  const first = Math.floor(at) - 1;
  const taps = [0, 1, 2, 3].map((i): Tap => [first + i, cubicKernel(first + i - at, a)]);
  return excludeOutside
    ? normalised(taps, input)
    : taps.map(([index, weight]) => [clamp(index, input), weight]);
}

/** Filters as wide as the step between output elements; elements outside do not count. */
function antialiased({ mode, cubic: a, scale, input }: Interpolation, at: number): Tap[] {
  const radius = (mode === 'cubic' ? 2 : 1) / scale;
  const kernel = (t: number): number => (mode === 'cubic' ? cubicKernel(t, a) : Math.max(0, 1 - Math.abs(t)));
  const taps: Tap[] = [];
  for (let index = Math.ceil(at - radius); index <= at + radius; index += 1)
    taps.push([index, kernel((index - at) * scale)]);
  return normalised(taps, input);
}

function normalised(taps: readonly Tap[], input: number): Tap[] {
  const inside = taps.filter(([index]) => index >= 0 && index < input);
  const total = inside.reduce((sum, [, weight]) => sum + weight, 0);
  return inside.map(([index, weight]) => [index, weight / total]);
}

/** Keys (1981), "Cubic convolution interpolation for digital image processing", with free parameter a. */
function cubicKernel(offset: number, a: number): number {
  const t = Math.abs(offset);
  if (t <= 1) return (a + 2) * t ** 3 - (a + 3) * t ** 2 + 1;
  return t < 2 ? a * t ** 3 - 5 * a * t ** 2 + 8 * a * t - 4 * a : 0;
}
