import { SaliencyError } from '../../errors.js';
import { DataType, type Node, type Tensor, type TensorType } from '../graph/model.js';
import { toAttributes, type AttributeInput } from '../graph/attribute-input.js';
import { encodeValues } from '../graph/constant.js';
import { FreshNames } from '../graph/fresh-names.js';
import type { Shape } from '../graph/shape.js';

/** A tensor of the graph being built: its name, element type and static shape. */
export interface Value {
  readonly name: string;
  readonly dataType: number;
  readonly shape: Shape;
}

export interface EmitterOptions {
  readonly opset: number;
  readonly types: ReadonlyMap<string, TensorType>;
  /** Of the graph that nodes are added to; default: nothing but what has a type is in use. */
  readonly names?: FreshNames;
}

/** Of new names. */
const PREFIX = 'grad::';

type AttributeInputs = Readonly<Record<string, AttributeInput | undefined>>;

/** Appends nodes and constants to a graph under fresh names, and keeps the static shape of everything. */
export class NodeEmitter {
  readonly opset: number;
  readonly types: Map<string, TensorType>;
  readonly initializers = new Map<string, Tensor>();
  readonly #names: FreshNames;
  readonly #constants = new Map<string, Value>();
  #nodes: Node[] = [];
  #count = 0;

  constructor(options: EmitterOptions) {
    this.opset = options.opset;
    this.types = new Map(options.types);
    this.#names = options.names ?? new FreshNames();
    this.#names.hold(options.types.keys());
  }

  /** The nodes emitted since the last call, in topological order. */
  takeNodes(): Node[] {
    const nodes = this.#nodes;
    this.#nodes = [];
    return nodes;
  }

  /** The tensor called `name`; an error says that its shape could not be found. */
  value(name: string): Value {
    const type = this.types.get(name);
    if (type) return { name, dataType: type.dataType, shape: type.shape };
    throw new SaliencyError(
      'model-unsupported',
      `The shape of tensor "${name}" is not known; export the model with static shapes.`,
      { details: { tensor: name } },
    );
  }

  freshName(hint: string): string {
    this.#count += 1;
    return this.#names.tensor(`${PREFIX}${hint}_${this.#count}`);
  }

  /** Appends one node with one output. `undefined` stands for an absent optional input. */
  emit(
    opType: string,
    inputs: readonly (Value | undefined)[],
    shape: Shape,
    attributes: AttributeInputs = {},
    dataType: number = inputs[0]?.dataType ?? DataType.FLOAT,
  ): Value {
    const name = this.freshName(opType);
    this.emitNamed(name, opType, inputs, attributes);
    return this.declare(name, dataType, shape);
  }

  /** Appends one node with an output of each shape, of the first input's type. */
  emitAll(
    opType: string,
    inputs: readonly [Value, ...Value[]],
    shapes: readonly Shape[],
    attributes: AttributeInputs = {},
  ): Value[] {
    const names = shapes.map(() => this.freshName(opType));
    this.#append(names, opType, inputs, attributes);
    return shapes.map((shape, i) => this.declare(names[i], inputs[0].dataType, shape));
  }

  emitNamed(
    output: string,
    opType: string,
    inputs: readonly (Value | undefined)[],
    attributes: AttributeInputs = {},
  ): void {
    this.#append([output], opType, inputs, attributes);
  }

  /** Records the type of a tensor that is defined elsewhere (a graph input, a split output). */
  declare(name: string, dataType: number, shape: Shape): Value {
    this.#names.hold([name]);
    this.types.set(name, { dataType, shape });
    return { name, dataType, shape };
  }

  addInitializer(tensor: Tensor): Value {
    this.initializers.set(tensor.name, tensor);
    return this.declare(tensor.name, tensor.dataType, tensor.dims);
  }

  constant(values: ArrayLike<number>, shape: Shape, dataType: number = DataType.FLOAT): Value {
    const data = encodeValues(dataType, values);
    const key = values.length <= 16 ? `${dataType}|${shape.join()}|${Array.from(values).join()}` : undefined;
    const known = key === undefined ? undefined : this.#constants.get(key);
    if (known) return known;
    const value = this.addInitializer({ name: this.freshName('const'), dataType, dims: shape, data });
    if (key !== undefined) this.#constants.set(key, value);
    return value;
  }

  scalar(value: number, dataType: number = DataType.FLOAT): Value {
    return this.constant([value], [], dataType);
  }

  ints(values: readonly number[]): Value {
    return this.constant(values, [values.length], DataType.INT64);
  }

  #append(
    outputs: readonly string[],
    opType: string,
    inputs: readonly (Value | undefined)[],
    attributes: AttributeInputs,
  ): void {
    this.#nodes.push({
      name: this.#names.node(outputs[0]),
      opType,
      domain: '',
      inputs: inputs.map((input) => input?.name ?? ''),
      outputs,
      attributes: toAttributes(attributes),
    });
  }
}
