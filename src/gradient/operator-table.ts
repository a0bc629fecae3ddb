import type { Node, Tensor } from '../onnx/graph/model.js';
import type { GraphBuilder } from './graph-builder.js';
import type { Value } from './node-emitter.js';

/** What a rule sees of one forward node. */
export interface NodeContext {
  readonly b: GraphBuilder;
  readonly node: Node;
  /** First input, and the first output that is not absent. */
  readonly x: Value;
  readonly y: Value;
  /** `undefined` where an optional input is absent. */
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly (Value | undefined)[];
  /** The input at `index`; throws `model-invalid` if it is absent. */
  input(index: number): Value;
  /** The numbers of a constant input, or `undefined` if the input is absent; throws if it is not a constant. */
  constant(index: number): readonly number[] | undefined;
  /** The numbers of an input if they are in the graph: neither computed nor in a file that was not read. */
  known(index: number): readonly number[] | undefined;
  /** The initializer behind an input. */
  initializer(index: number): Tensor | undefined;
}

export interface GradientContext extends NodeContext {
  /** dS/dy of the first output; zeros if only other outputs have a gradient. */
  readonly dy: Value;
  /** dS/d(output), `undefined` where the score does not depend on the output. */
  readonly gradients: readonly (Value | undefined)[];
}

/**
 * dS/d(input) from dS/d(output). The result may still have the broadcast shape of the output: the engine sums
 * it back to the input's shape.
 */
export type InputGradient = (context: GradientContext, index: number) => Value;

/** Replaces a forward node by others; one value per output of the node. */
export type ForwardRewrite = (context: NodeContext) => Value | readonly Value[];

/**
 * One operator over a range of opsets: with a rule (`gradient`, one function per input or one for every input; or
 * `rewrite`, which expresses it by operators with rules), or `constant`, declared non-differentiable: its output
 * passes no gradient on. An operator without an entry is unknown.
 */
export interface OperatorEntry {
  readonly since?: number;
  readonly until?: number;
  readonly domain?: string;
  readonly gradient?: InputGradient | readonly (InputGradient | undefined)[];
  readonly rewrite?: ForwardRewrite;
  /** The rewrite applies only where this holds; elsewhere `gradient` is used. */
  readonly when?: (context: NodeContext) => boolean;
  readonly constant?: true;
  /** For the support table. */
  readonly remarks?: string;
}

export type RuleTable = Readonly<Record<string, OperatorEntry | readonly OperatorEntry[]>>;
