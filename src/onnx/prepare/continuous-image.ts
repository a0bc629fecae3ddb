import { intOf } from '../graph/attributes.js';
import { toAttributes, type AttributeInput } from '../graph/attribute-input.js';
import { toTensor } from '../graph/constant.js';
import { isFloating } from '../graph/data-type.js';
import { sizeOf } from '../graph/shape.js';
import { FreshNames } from '../graph/fresh-names.js';
import { DataType, type Graph, type Node, type Tensor } from '../graph/model.js';
import { constantOfNode } from './constant-node.js';
import { holdsAll, rangeOf } from './whole-types.js';

/** Operators that arrange what their first input holds, whatever its type, or pick of it. */
const MOVING: ReadonlySet<string> = new Set([
  ...['Identity', 'Transpose', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Expand', 'Tile'],
  ...['Slice', 'Split', 'Gather', 'GatherND', 'GatherElements', 'ReverseSequence', 'DepthToSpace'],
  ...['SpaceToDepth', 'MaxPool', 'Resize', 'Upsample', 'ReduceMin', 'ReduceMax', 'Dropout'],
]);
/** Operators all of whose inputs are of one type: constants beside the image become floats with it. */
const JOINING: ReadonlySet<string> = new Set(['Concat', 'Max', 'Min', 'Clip']);
/** As those, where no sum or product can leave the type's range. */
const COMPUTING: ReadonlySet<string> = new Set([
  'Add',
  'Sub',
  'Mul',
  'Neg',
  'Abs',
  'Relu',
  'Sum',
  'ReduceSum',
]);
const WIDE: ReadonlySet<number> = new Set([DataType.INT32, DataType.INT64]);

/**
 * Rewrites the nodes behind an image of whole numbers for one of float32: tensors of its pixels hold floats up to a Cast
 * to floats or a DequantizeLinear, for pixels the same ones. Whatever else reads such a tensor gets it rounded, and held
 * within its type's range instead of wrapping around.
 */
export class ContinuousImage {
  readonly nodes: Node[] = [];
  readonly initializers: Map<string, Tensor>;
  readonly #graph: Graph;
  /** Types that the file gives tensors which hold floats now. */
  readonly #held = new Map<string, number>();
  readonly #rounded = new Map<string, string>();
  readonly #fresh: FreshNames;

  constructor(graph: Graph, image: { readonly name: string; readonly dataType: number }) {
    this.#graph = graph;
    this.initializers = new Map(graph.initializers);
    this.#fresh = new FreshNames(graph);
    this.#held.set(image.name, image.dataType);
  }

  holds(name: string): boolean {
    return this.#held.has(name);
  }

  visit(node: Node): void {
    const type = node.inputs.map((name) => this.#held.get(name)).find((found) => found !== undefined);
    if (type === undefined) this.nodes.push(node);
    else if (!this.#continue(node, type)) this.nodes.push(this.#withRounded(node));
  }

  /** Whether the node can do its work on floats. */
  #continue(node: Node, type: number): boolean {
    const { opType, domain, inputs } = node;
    if (domain !== '') return false;
    const isFirst = this.#held.has(inputs[0]);
    if (opType === 'Shape' || opType === 'Size') return this.#keep(node);
    if (opType === 'Cast') return this.#cast(node, type);
    if (opType === 'DequantizeLinear') return isFirst && this.#dequantise(node);
    if (opType === 'Pad')
      return isFirst && this.#keep({ ...node, inputs: this.#asFloats(inputs, [2]) }, type);
    if (MOVING.has(opType)) return isFirst && this.#keep(node, type);
    const isJoining = JOINING.has(opType) || (COMPUTING.has(opType) && WIDE.has(type));
    if (!isJoining) return false;
    const operands = opType === 'ReduceSum' ? [0] : inputs.keys();
    return this.#keep({ ...node, inputs: this.#asFloats(inputs, operands) }, type);
  }

  /** @param type of what the node gives, where it is as the image's */
  #keep(node: Node, type?: number): boolean {
    this.nodes.push(node);
    if (type !== undefined) node.outputs.forEach((name) => name !== '' && this.#held.set(name, type));
    return true;
  }

  #cast(node: Node, type: number): boolean {
    const to = intOf(node, 'to', 0);
    if (isFloating(to)) return this.#keep(node);
    if (!holdsAll(to, type)) return false;
    return this.#keep({ ...node, opType: 'Identity', attributes: new Map() }, to);
  }

  /** y = (x - zero point) scale, for the whole tensor alike. */
  #dequantise({ inputs: [x, scale, zeroPoint = ''], outputs }: Node): boolean {
    const steps = this.#constant(scale);
    if (!steps || !isFloating(steps.dataType) || sizeOf(steps.dims) !== 1) return false;
    const centred = zeroPoint === '' ? x : this.#emit('Sub', [x, this.#asFloat(zeroPoint)]);
    const typed = this.#emit('Cast', [centred], { to: steps.dataType });
    const [step] = steps.dims.length === 0 ? [scale] : [this.#emit('Squeeze', [scale])];
    this.#push('Mul', [typed, step], outputs[0]);
    return true;
  }

  #withRounded(node: Node): Node {
    return { ...node, inputs: node.inputs.map((name) => this.#roundedOf(name)) };
  }

  #roundedOf(name: string): string {
    const type = this.#held.get(name);
    if (type === undefined) return name;
    const known = this.#rounded.get(name);
    if (known !== undefined) return known;
    const [least, most] = rangeOf(type);
    const nearest = this.#emit('Floor', [this.#emit('Add', [name, this.#scalar(0.5)])]);
    const above = this.#emit('Max', [nearest, this.#scalar(least)]);
    // The largest whole numbers of wide types are no floats
    const within = most > 2 ** 24 ? above : this.#emit('Min', [above, this.#scalar(most)]);
    const whole = this.#emit('Cast', [within], { to: type });
    this.#rounded.set(name, whole);
    return whole;
  }

  #asFloats(inputs: readonly string[], operands: Iterable<number>): string[] {
    const wanted = new Set(operands);
    return inputs.map((name, index) => (wanted.has(index) ? this.#asFloat(name) : name));
  }

  #asFloat(name: string): string {
    if (name === '' || this.#held.has(name)) return name;
    return this.#emit('Cast', [name], { to: DataType.FLOAT });
  }

  #scalar(value: number): string {
    const name = this.#fresh.tensor('whole');
    this.initializers.set(name, toTensor(name, { dataType: DataType.FLOAT, shape: [], values: [value] }));
    return name;
  }

  #constant(name: string): Tensor | undefined {
    const maker = this.#graph.nodes.find(({ outputs }) => outputs.includes(name));
    return this.initializers.get(name) ?? (maker && constantOfNode(maker));
  }

  #emit(opType: string, inputs: readonly string[], attributes: Record<string, AttributeInput> = {}): string {
    const output = this.#fresh.tensor(`image/${opType}`);
    this.#push(opType, inputs, output, attributes);
    return output;
  }

  #push(
    opType: string,
    inputs: readonly string[],
    output: string,
    attributes: Record<string, AttributeInput> = {},
  ): void {
    this.nodes.push({
      name: this.#fresh.node(output),
      opType,
      domain: '',
      inputs,
      outputs: [output],
      attributes: toAttributes(attributes),
    });
  }
}
