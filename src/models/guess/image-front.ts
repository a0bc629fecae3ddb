import { floatOf, intOf } from '../../onnx/graph/attributes.js';
import { readConstant, type Constant } from '../../onnx/graph/constant.js';
import type { Node, Tensor } from '../../onnx/graph/model.js';
import { operatorOf } from '../../onnx/shapes/infer-types.js';
import { permutation, sliceRanges } from '../../onnx/shapes/structure.js';
import { isWhole } from '../../onnx/prepare/whole-types.js';
import type { PreparedModel } from '../../onnx/prepare/prepare-model.js';

/** What a model itself does to its image before anything is learned from it: y = scale x + offset, channel by channel. */
export interface ImageFront {
  readonly scale: readonly number[];
  readonly offset: readonly number[];
  /** Operators that scale or shift. */
  readonly steps: readonly string[];
  /** The values between which it is clipped or quantised, after scale and offset. */
  readonly bounds?: readonly [least: number, most: number];
  /** It turns the order of the colours. */
  readonly isReversed: boolean;
  /** It scales each image by the image's own extremes or deviation: a linear change of the input changes nothing. */
  readonly isSelfNormalising: boolean;
  /** It makes whole numbers of the image. */
  readonly isRounded: boolean;
  /** Constants of the steps that are not in memory; without their values they count as if they were not there. */
  readonly missing: readonly Tensor[];
}

/** The values of constants that lie in files, by name. */
export type LoadedConstants = ReadonlyMap<string, ArrayLike<number>>;

const PASSING: ReadonlySet<string> = new Set([
  ...['Identity', 'Reshape', 'Pad', 'Resize', 'Upsample', 'Squeeze', 'Unsqueeze', 'Dropout', 'Flatten'],
]);
const NORMALISING: ReadonlySet<string> = new Set([
  ...['InstanceNormalization', 'MeanVarianceNormalization', 'LpNormalization', 'LayerNormalization'],
  'GroupNormalization',
]);
const REDUCING = /^Reduce(Min|Max|Mean|Sum|L1|L2|SumSquare)$/;

/** Follows the image up to the first operator that is no such step. */
export function imageFront(
  prepared: PreparedModel,
  image: string,
  loaded: LoadedConstants = new Map<string, ArrayLike<number>>(),
): ImageFront {
  return new Front(prepared, image, loaded).walk();
}

class Front implements ImageFront {
  scale: readonly number[];
  offset: readonly number[];
  readonly steps: string[] = [];
  bounds: readonly [number, number] | undefined;
  isReversed = false;
  isSelfNormalising = false;
  isRounded = false;
  readonly missing: Tensor[] = [];
  readonly #prepared: PreparedModel;
  readonly #loaded: LoadedConstants;
  readonly #channels: number;
  #tensor: string;
  /** The axis of the colours; undefined once it is lost. */
  #axis: number | undefined;

  constructor(prepared: PreparedModel, image: string, loaded: LoadedConstants) {
    const shape = prepared.types.get(image)?.shape ?? [];
    const isColours = (size: number | undefined): boolean => size === 1 || size === 3;
    this.#prepared = prepared;
    this.#loaded = loaded;
    this.#tensor = image;
    this.#axis = isColours(shape[1]) ? 1 : shape.length - 1;
    this.#channels = shape[this.#axis] ?? 1;
    this.scale = this.#spread(1);
    this.offset = this.#spread(0);
  }

  walk(): ImageFront {
    for (;;) {
      const readers = this.#prepared.model.graph.nodes.filter(({ inputs }) => inputs.includes(this.#tensor));
      this.isSelfNormalising ||= isSelfNormalising(readers);
      const [node] = readers;
      if (readers.length !== 1 || !this.#take(node)) return this;
      this.#tensor = node.outputs[0];
    }
  }

  /** Whether the walk goes on behind the node. */
  #take(node: Node): boolean {
    const take = Object.hasOwn(TAKES, node.opType) ? TAKES[node.opType] : undefined;
    if (node.domain !== '') return false;
    return take ? take(this, node) : PASSING.has(node.opType) && this.#pass(node);
  }

  #pass(node: Node): boolean {
    const before = this.#shape(this.#tensor);
    const after = this.#shape(node.outputs[0]);
    if (before.length !== after.length) this.#axis = undefined;
    return true;
  }

  /** y = x + c, x - c, c - x, x c or x / c. */
  arithmetic({ opType, inputs }: Node): boolean {
    const isFirst = inputs[0] === this.#tensor;
    if (opType === 'Div' && !isFirst) return false;
    const values = this.#valuesOf(inputs[isFirst ? 1 : 0]);
    if (!values) return this.missing.some(({ name }) => inputs.includes(name));
    this.steps.push(opType);
    if (opType === 'Add') this.#affine(this.#spread(1), values);
    else if (opType === 'Mul') this.#affine(values, this.#spread(0));
    else if (opType === 'Div')
      this.#affine(
        values.map((value) => 1 / value),
        this.#spread(0),
      );
    else if (isFirst)
      this.#affine(
        this.#spread(1),
        values.map((value) => -value),
      );
    else this.#affine(this.#spread(-1), values);
    return true;
  }

  normalise(node: Node): boolean {
    const [gamma, beta, mean, variance] = node.inputs.slice(1).map((name) => this.#valuesOf(name, true));
    if (!gamma || !beta || !mean || !variance) return false;
    this.steps.push(node.opType);
    const epsilon = floatOf(node, 'epsilon', 1e-5);
    const scale = gamma.map((value, i) => value / Math.sqrt(variance[i] + epsilon));
    this.#affine(
      scale,
      beta.map((value, i) => value - scale[i] * mean[i]),
    );
    return true;
  }

  /** A convolution of single pixels and single channels is a scale. */
  convolve(node: Node): boolean {
    const shape = this.#shape(node.inputs[1]);
    const isScale = shape.slice(1).every((size) => size === 1) && shape[0] === this.#channels;
    if (!isScale || intOf(node, 'group', 1) !== this.#channels) return false;
    const weights = this.#valuesOf(node.inputs[1], true);
    const bias = node.inputs[2] ? this.#valuesOf(node.inputs[2], true) : this.#spread(0);
    if (!weights || !bias) return false;
    this.steps.push(node.opType);
    this.#affine(weights, bias);
    return true;
  }

  clip(node: Node): boolean {
    const [least] = this.#valuesOf(node.inputs[1] ?? '') ?? [floatOf(node, 'min', NaN)];
    const [most] = this.#valuesOf(node.inputs[2] ?? '') ?? [floatOf(node, 'max', NaN)];
    if (Number.isFinite(least) && Number.isFinite(most) && most > least) this.bounds ??= [least, most];
    return true;
  }

  /** Calibrated to just hold what comes. */
  quantise({ inputs }: Node): boolean {
    const scale = this.#constant(inputs[1]);
    const zero = inputs[2] ? this.#constant(inputs[2]) : { ...scale, values: [0], dataType: 2 };
    if (scale?.values.length !== 1 || zero?.values.length !== 1) return false;
    const lowest = zero.dataType === 3 ? -128 : 0;
    const [step, centre] = [scale.values[0], zero.values[0]];
    this.bounds ??= [(lowest - centre) * step, (lowest + 255 - centre) * step];
    return false;
  }

  cast(node: Node): boolean {
    this.isRounded ||= isWhole(intOf(node, 'to', 0));
    return true;
  }

  transpose(node: Node): boolean {
    const perm = permutation(this.#operator(node));
    this.#axis = this.#axis === undefined ? undefined : perm.indexOf(this.#axis);
    return true;
  }

  gather(node: Node): boolean {
    const indices = this.#constant(node.inputs[1]);
    const op = this.#operator(node);
    const axis = op.axis(op.int('axis', 0), op.shape(0).length);
    if (axis !== this.#axis || indices?.shape.length !== 1) return false;
    return this.#reorder(indices.values);
  }

  slice(node: Node): boolean {
    const ranges = sliceRanges(this.#operator(node));
    if (!ranges || this.#axis === undefined) return false;
    const { start, step, count } = ranges[this.#axis];
    return this.#reorder(Array.from({ length: count }, (_, i) => start + i * step));
  }

  /** The colours apart, and together again. */
  split({ outputs }: Node): boolean {
    const { nodes } = this.#prepared.model.graph;
    const readers = nodes.filter(({ inputs }) => inputs.some((name) => outputs.includes(name)));
    const [joined] = readers;
    if (readers.length !== 1 || joined.opType !== 'Concat') return false;
    if (!this.#reorder(joined.inputs.map((name) => outputs.indexOf(name)))) return false;
    this.#tensor = joined.outputs[0];
    return true;
  }

  #reorder(indices: readonly number[]): boolean {
    const order = indices.map((index) => (index < 0 ? index + this.#channels : index));
    if (order.length !== this.#channels || new Set(order).size !== order.length) return false;
    if (order.every((from, to) => from === this.#channels - 1 - to) && order.length > 1) {
      this.isReversed = !this.isReversed;
      this.scale = [...this.scale].reverse();
      this.offset = [...this.offset].reverse();
      return true;
    }
    return order.every((from, to) => from === to);
  }

  #affine(scale: readonly number[], offset: readonly number[]): void {
    this.scale = this.scale.map((value, i) => value * scale[i]);
    this.offset = this.offset.map((value, i) => value * scale[i] + offset[i]);
  }

  /** A constant's value for each channel: the mean of a mean image. @param isFlat it is a list of the channels' values */
  #valuesOf(name: string, isFlat = false): readonly number[] | undefined {
    const tensor = this.#prepared.model.graph.initializers.get(name);
    const values = this.#constant(name)?.values ?? this.#loaded.get(name);
    if (tensor?.link && !values) this.missing.push(tensor);
    if (!tensor || !values || values.length === 0) return undefined;
    const { dims } = tensor;
    const axis = isFlat ? 0 : (this.#axis ?? -1) - this.#shape(this.#tensor).length + dims.length;
    const isApart = dims[axis] === this.#channels && this.#channels > 1;
    const stride = dims.slice(axis + 1).reduce((product, size) => product * size, 1);
    const sums = this.#spread(0);
    for (let i = 0; i < values.length; i++)
      sums[isApart ? Math.floor(i / stride) % this.#channels : 0] += values[i];
    const each = isApart ? values.length / this.#channels : values.length;
    return sums.map((_, i) => sums[isApart ? i : 0] / each);
  }

  #constant(name: string): Constant | undefined {
    const tensor = this.#prepared.model.graph.initializers.get(name);
    return tensor && readConstant(tensor);
  }

  #operator(node: Node): ReturnType<typeof operatorOf> {
    const { types, model } = this.#prepared;
    return operatorOf(node, model.opsets.get('') ?? 1, { types, constant: (name) => this.#constant(name) });
  }

  #shape(name: string): readonly number[] {
    return this.#prepared.types.get(name)?.shape ?? [];
  }

  #spread(value: number): number[] {
    return new Array<number>(this.#channels).fill(value);
  }
}

const arithmetic = (front: Front, node: Node): boolean => front.arithmetic(node);

/** Each tells whether the walk goes on behind the node. */
const TAKES: Readonly<Record<string, (front: Front, node: Node) => boolean>> = {
  Add: arithmetic,
  Sub: arithmetic,
  Mul: arithmetic,
  Div: arithmetic,
  BatchNormalization: (front, node) => front.normalise(node),
  Conv: (front, node) => front.convolve(node),
  Clip: (front, node) => front.clip(node),
  QuantizeLinear: (front, node) => front.quantise(node),
  Cast: (front, node) => front.cast(node),
  Transpose: (front, node) => front.transpose(node),
  Gather: (front, node) => front.gather(node),
  Slice: (front, node) => front.slice(node),
  Split: (front, node) => front.split(node),
};

/** (x - min x) / (max x - min x), (x - mean x) / deviation, or an operator that does so. */
function isSelfNormalising(readers: readonly Node[]): boolean {
  if (readers.length === 1) return NORMALISING.has(readers[0].opType);
  const isPart = ({ opType }: Node): boolean =>
    /^(Sub|Div|Shape|Size)$/.test(opType) || REDUCING.test(opType);
  return readers.some(({ opType }) => REDUCING.test(opType)) && readers.every(isPart);
}
