import type { NodeContext } from '../../onnx/rewrite/node-context.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';

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
