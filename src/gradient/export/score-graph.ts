import { intOf, intsAttribute } from '../../onnx/graph/attributes.js';
import { readConstant } from '../../onnx/graph/constant.js';
import { fromHalf } from '../../onnx/graph/half.js';
import { DataType, type Node, type Tensor } from '../../onnx/graph/model.js';
import { sizeOf } from '../../onnx/graph/shape.js';
import type { PreparedModel } from '../../onnx/prepare/prepare-model.js';

/** Operators that leave every number, and the order of an image's numbers, as they are. */
const TRANSPARENT: ReadonlySet<string> = new Set([
  'Identity',
  'Reshape',
  'Flatten',
  'Squeeze',
  'Unsqueeze',
  'Dropout',
  'Cast',
]);

/** What is to be known of a graph by those who follow it from its scores backwards. */
export class ScoreGraph {
  readonly #producers: ReadonlyMap<string, Node>;
  readonly #initializers: ReadonlyMap<string, Tensor>;
  readonly #types: PreparedModel['types'];
  readonly #batch: number;

  constructor({ model, types }: Pick<PreparedModel, 'model' | 'types'>, batch: number) {
    const { nodes, initializers } = model.graph;
    this.#producers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
    this.#initializers = initializers;
    this.#types = types;
    this.#batch = batch;
  }

  /** The ai.onnx node that computes a tensor, or one that only passes its numbers on. */
  producer(tensor: string): Node | undefined {
    const node = this.#producers.get(tensor);
    return node?.domain === '' ? node : undefined;
  }

  /** The tensor that has the same numbers, in the same order, and that something else was computed for. */
  source(tensor: string): string {
    const node = this.producer(tensor);
    return node && isTransparent(node) ? this.source(node.inputs[0]) : tensor;
  }

  /** As {@link producer}, in front of what passes its numbers on. */
  maker(tensor: string): Node | undefined {
    return this.producer(this.source(tensor));
  }

  /** How many numbers a tensor has for an image. */
  width(tensor: string): number | undefined {
    const shape = this.#types.get(tensor)?.shape;
    return shape && sizeOf(shape) / this.#batch;
  }

  /** Whether a tensor has at most one number for an image: the same for all classes. */
  isShared(tensor: string): boolean {
    return (this.width(tensor) ?? Infinity) <= 1;
  }

  /** [N, C], with or without further axes of size 1. */
  isVector(tensor: string): boolean {
    const shape = this.#types.get(tensor)?.shape;
    return shape !== undefined && shape.slice(1).filter((size) => size !== 1).length <= 1;
  }

  /** The number that all elements of a constant are. */
  number(tensor: string): number | undefined {
    const values = this.#values(tensor);
    return values && values.length > 0 && values.every((value) => value === values[0])
      ? values[0]
      : undefined;
  }

  #values(tensor: string): readonly number[] | undefined {
    const found = this.#initializers.get(this.source(tensor));
    if (found?.dataType !== DataType.FLOAT16) return found && readConstant(found)?.values;
    if (found.data?.byteLength !== 2) return undefined;
    return [fromHalf(found.data[0] | (found.data[1] << 8))];
  }
}

export function isTransparent(node: Node): boolean {
  if (TRANSPARENT.has(node.opType)) return true;
  return node.opType === 'Transpose' && intsAttribute(node, 'perm')?.[0] === 0;
}

/** Attribute in old opsets, input since: undefined where there is none, null where it is not a constant. */
export function boundOf(graph: ScoreGraph, node: Node, attribute: 'min' | 'max'): number | null | undefined {
  const given = node.attributes.get(attribute);
  if (given?.type === 'float') return given.value;
  const input = node.inputs[attribute === 'min' ? 1 : 2] ?? '';
  return input === '' ? undefined : (graph.number(input) ?? null);
}

export function axisOf(node: Node, fallback: number): number {
  return intOf(node, 'axis', fallback);
}
