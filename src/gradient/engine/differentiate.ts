import { SaliencyError } from '../../errors.js';
import { isFloating } from '../../onnx/graph/data-type.js';
import type { Node, Tensor } from '../../onnx/graph/model.js';
import type { GraphBuilder } from '../../onnx/rewrite/graph-builder.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import { contextOf } from '../../onnx/rewrite/node-context.js';
import type { GradientContext, InputGradient, OperatorEntry } from '../rules/operator-table.js';
import { findEntry } from '../rules/registry.js';
import { broadcastShape, sameShape, type Shape } from '../../onnx/graph/shape.js';
import {
  factsOf,
  isQuantising,
  unsupportedOperators,
  USE_FLOATS,
  type UnsupportedNode,
} from './unsupported-operators.js';

export interface DifferentiateRequest {
  readonly builder: GraphBuilder;
  /** The forward pass, in topological order. */
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  readonly opsets: ReadonlyMap<string, number>;
  /** dS/d(tensor) where the score starts: the logits. */
  readonly seeds: ReadonlyMap<string, Value>;
  /** Tensors whose gradient is wanted. */
  readonly targets: readonly string[];
}

/**
 * Reverse-mode differentiation: emits the backward nodes into the builder, and returns dS/d(target) of every target.
 *
 * @throws `model-unsupported` with every {@link UnsupportedNode} on the way in `details.unsupported`
 */
export function differentiate(request: DifferentiateRequest): Map<string, Value> {
  const active = tensorsDependingOn(request);
  const steps = stepsBack(request, active);
  refuseUnsupported(request, active, steps);
  const gradients = new Map(request.seeds);
  for (const step of steps) propagate(request, active, step, gradients);
  return new Map(request.targets.map((target) => [target, gradientOf(request, active, gradients, target)]));
}

interface Step {
  readonly node: Node;
  readonly entry: OperatorEntry | undefined;
}

/** Floating-point tensors that a change of a target can move. */
function tensorsDependingOn({ builder, nodes, targets, opsets }: DifferentiateRequest): Set<string> {
  const active = new Set(targets);
  for (const node of nodes) {
    if (!node.inputs.some((name) => active.has(name)) || entryOf(node, opsets)?.constant) continue;
    for (const name of node.outputs) {
      const type = builder.types.get(name);
      if (name !== '' && (!type || isFloating(type.dataType))) active.add(name);
    }
  }
  return active;
}

/** Nodes between the targets and the seeds, last first. */
function stepsBack({ nodes, seeds, opsets }: DifferentiateRequest, active: ReadonlySet<string>): Step[] {
  const wanted = new Set(seeds.keys());
  const steps: Step[] = [];
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((name) => wanted.has(name) && active.has(name))) continue;
    const inputs = node.inputs.filter((name) => active.has(name));
    if (inputs.length === 0) continue;
    inputs.forEach((name) => wanted.add(name));
    steps.push({ node, entry: entryOf(node, opsets) });
  }
  return steps;
}

function entryOf(node: Node, opsets: ReadonlyMap<string, number>): OperatorEntry | undefined {
  return findEntry(node.opType, node.domain, opsets.get(node.domain) ?? 1);
}

function ruleFor(entry: OperatorEntry | undefined, index: number): InputGradient | undefined {
  const rule = entry?.gradient;
  return typeof rule === 'function' ? rule : rule?.[index];
}

function refuseUnsupported(
  request: DifferentiateRequest,
  active: ReadonlySet<string>,
  steps: readonly Step[],
): void {
  const unsupported = [...steps]
    .reverse()
    .flatMap(({ node, entry }) => unsupportedInputs(request, active, node, entry));
  if (unsupported.length > 0) throw unsupportedOperators(unsupported, 'between the layer and the score');
}

function unsupportedInputs(
  { opsets }: DifferentiateRequest,
  active: ReadonlySet<string>,
  node: Node,
  entry: OperatorEntry | undefined,
): UnsupportedNode[] {
  const facts = factsOf(node, opsets);
  if (!entry?.gradient) return [facts];
  const missing = node.inputs.findIndex((name, index) => active.has(name) && !ruleFor(entry, index));
  return missing < 0 ? [] : [{ ...facts, input: missing }];
}

function propagate(
  { builder, initializers }: DifferentiateRequest,
  active: ReadonlySet<string>,
  { node, entry }: Step,
  gradients: Map<string, Value>,
): void {
  const context = gradientContext(builder, node, initializers, gradients);
  if (!context) return;
  node.inputs.forEach((name, index) => {
    const rule = ruleFor(entry, index);
    if (!rule || !active.has(name)) return;
    const share = conform(builder, rule(context, index), context.input(index), node);
    const sum = gradients.get(name);
    gradients.set(name, sum ? builder.add(sum, share) : share);
  });
}

function gradientContext(
  b: GraphBuilder,
  node: Node,
  initializers: ReadonlyMap<string, Tensor>,
  known: ReadonlyMap<string, Value>,
): GradientContext | undefined {
  const gradients = node.outputs.map((name) => known.get(name));
  if (gradients.every((gradient) => gradient === undefined)) return undefined;
  const context = contextOf(b, node, initializers);
  return { ...context, gradients, dy: gradients[0] ?? b.zeros(context.y.shape, context.y.dataType) };
}

/** Sums or repeats what broadcasting left, and checks what every rule promises: type and shape of the input. */
function conform(b: GraphBuilder, gradient: Value, input: Value, node: Node): Value {
  if (gradient.dataType !== input.dataType || !broadcasts(gradient.shape, input.shape)) {
    const found = `type ${gradient.dataType} [${gradient.shape.join()}]`;
    const expected = `type ${input.dataType} [${input.shape.join()}]`;
    throw new SaliencyError(
      'internal',
      `The gradient rule of ${node.opType} (node "${node.name}") gave ${found} for an input of ${expected}; please report it.`,
    );
  }
  const common = broadcastShape(gradient.shape, input.shape);
  return b.expand(sameShape(common, input.shape) ? gradient : b.sumTo(gradient, input.shape), input.shape);
}

/** Either shape may be the broadcast form of the other, not a mixture. */
function broadcasts(a: Shape, b: Shape): boolean {
  const rank = Math.max(a.length, b.length);
  const pairs = Array.from(
    { length: rank },
    (_, i) => [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1] as const,
  );
  return pairs.every(([x, y]) => x === y || x === 1) || pairs.every(([x, y]) => x === y || y === 1);
}

function gradientOf(
  request: DifferentiateRequest,
  active: ReadonlySet<string>,
  gradients: ReadonlyMap<string, Value>,
  target: string,
): Value {
  const gradient = gradients.get(target);
  if (gradient) return gradient;
  const blocking = request.nodes.filter(
    (node) => node.inputs.some((name) => active.has(name)) && entryOf(node, request.opsets)?.constant,
  );
  const operators = [...new Set(blocking.map(({ opType }) => opType))];
  const reason = operators.length > 0 ? ` (nothing passes through ${operators.join(', ')})` : '';
  const isQuantised = operators.some(isQuantising);
  const remedy = isQuantised ? USE_FLOATS : 'choose a layer behind that, or export the model without it';
  throw new SaliencyError(
    isQuantised ? 'model-unsupported' : 'bad-option',
    `The class scores have no gradient by layer "${target}"${reason}; ${remedy}.`,
    {
      details: { layer: target, operators },
    },
  );
}
