import { SaliencyError } from '../../errors.js';
import {
  floatAttribute,
  floatsAttribute,
  intAttribute,
  intsAttribute,
  stringAttribute,
} from './attributes.js';
import type { Constant } from './constant.js';
import type { Node, TensorType } from './model.js';

/** One node as shape and folding rules see it: its inputs have types, and values where they are known. */
export class Operator {
  readonly node: Node;
  /** Version of the node's operator set. */
  readonly opset: number;
  /** `undefined` where an optional input is absent. */
  readonly types: readonly (TensorType | undefined)[];
  readonly constants: readonly (Constant | undefined)[];

  constructor(
    node: Node,
    opset: number,
    types: readonly (TensorType | undefined)[],
    constants: readonly (Constant | undefined)[],
  ) {
    this.node = node;
    this.opset = opset;
    this.types = types;
    this.constants = constants;
  }

  get outputs(): number {
    return this.node.outputs.length;
  }

  /** @throws SaliencyError `model-invalid` when the input is absent */
  input(index: number): TensorType {
    return this.types[index] ?? this.fail(`input ${index} is missing`);
  }

  shape(index: number): readonly number[] {
    return this.input(index).shape;
  }

  has(index: number): boolean {
    return this.types[index] !== undefined;
  }

  /** Values of an input, or undefined when it is absent or not constant. */
  values(index: number): readonly number[] | undefined {
    return this.constants[index]?.values;
  }

  /** An integer list that is an attribute in some opsets and an input in others. Null: given but not constant. */
  list(attribute: string, index: number): readonly number[] | undefined | null {
    if (this.has(index)) return this.values(index) ?? null;
    return this.ints(attribute);
  }

  int(name: string, fallback: number): number {
    return intAttribute(this.node, name) ?? fallback;
  }

  float(name: string, fallback: number): number {
    return floatAttribute(this.node, name) ?? fallback;
  }

  text(name: string, fallback: string): string {
    return stringAttribute(this.node, name) ?? fallback;
  }

  ints(name: string): readonly number[] | undefined {
    return intsAttribute(this.node, name);
  }

  floats(name: string): readonly number[] | undefined {
    return floatsAttribute(this.node, name);
  }

  /** `axis` counted from the front; `rank` itself is allowed where `inclusive` (Flatten). */
  axis(axis: number, rank: number, inclusive = false): number {
    const positive = axis < 0 ? axis + rank : axis;
    if (
      Number.isInteger(positive) &&
      positive >= 0 &&
      (positive < rank || (inclusive && positive === rank))
    ) {
      return positive;
    }
    return this.fail(`axis ${axis} does not exist in a tensor of ${rank} dimensions`);
  }

  check(holds: boolean, what: string): void {
    if (!holds) this.fail(what);
  }

  fail(what: string): never {
    const { opType, name, inputs, outputs } = this.node;
    const shapes = inputs.map((input, i) => `${input || '-'} [${this.types[i]?.shape.join(', ') ?? ''}]`);
    throw new SaliencyError(
      'model-invalid',
      `${opType} '${name || outputs[0]}' (inputs ${shapes.join('; ')}): ${what}. Check the size of the model's input, or export the model again.`,
      { details: { node: name, opType, outputs } },
    );
  }
}
