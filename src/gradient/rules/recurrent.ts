import { floatAttribute, intOf } from '../../onnx/graph/attributes.js';
import { float } from '../../onnx/graph/attribute-input.js';
import type { GraphBuilder } from '../../onnx/rewrite/graph-builder.js';
import type { Value } from '../../onnx/rewrite/node-emitter.js';
import type { NodeContext } from '../../onnx/rewrite/node-context.js';
import type { OperatorEntry, RuleTable } from './operator-table.js';
import { isPlain, layersOf, outputsOf, stepsOf, type Layers } from '../formulas/unrolled-sequence.js';

const REMARKS = 'unrolled over a sequence of fixed length; default activations, all sequences of full length';

// Equations of RNN-14, GRU-14 and LSTM-14 in onnx/docs/Operators.md. Both directions take a step in the same nodes.
export const recurrent = {
  RNN: entry(['Tanh'], rnn),
  GRU: entry(['Sigmoid', 'Tanh'], gru),
  LSTM: entry(['Sigmoid', 'Tanh', 'Tanh'], lstm),
} satisfies RuleTable;

function entry(activations: readonly string[], rewrite: (context: NodeContext) => Value[]): OperatorEntry {
  return { since: 7, rewrite, when: (context) => isPlain(context, activations), remarks: REMARKS };
}

/** H = tanh(X W^T + H R^T + Wb + Rb). */
function rnn(context: NodeContext): Value[] {
  const { b } = context;
  const layers = layersOf(context, 1);
  const hidden: Value[] = [];
  let h = layers.state(5);
  for (const x of stepsOf(b, layers.product(layers.bias('sum')))) {
    h = b.unary('Tanh', clipped(context, b.add(x, b.matMul(h, layers.recurrence))));
    hidden.push(h);
  }
  return outputsOf(context, hidden);
}

/**
 * (z, r) = sigmoid(X W^T + H R^T + Wb + Rb), g = tanh(X W^T + (r H) R^T + Wb + Rb), H = (1 - z) g + z H. With
 * linear_before_reset, g = tanh(X W^T + r (H R^T + Rb) + Wb), and one product with R serves all three.
 */
function gru(context: NodeContext): Value[] {
  const { b, node } = context;
  const layers = layersOf(context, 3);
  const parts = [2 * layers.size, layers.size];
  const isLast = intOf(node, 'linear_before_reset', 0) !== 0;
  const step = isLast ? resetLast(context, layers, parts) : resetFirst(context, layers, parts);
  const hidden: Value[] = [];
  let h = layers.state(5);
  for (const x of stepsOf(b, layers.product(layers.bias(isLast ? 'input' : 'sum')))) {
    const [gates, candidate] = b.split(x, 3, parts);
    h = step(gates, candidate, h);
    hidden.push(h);
  }
  return outputsOf(context, hidden);
}

type GruStep = (gates: Value, candidate: Value, h: Value) => Value;

function resetFirst(context: NodeContext, layers: Layers, parts: readonly number[]): GruStep {
  const { b } = context;
  const [toGates, toCandidate] = b.split(layers.recurrence, 3, parts);
  return (gates, candidate, h) => {
    const sum = clipped(context, b.add(gates, b.matMul(h, toGates)));
    const [z, r] = b.split(b.unary('Sigmoid', sum), 3, [layers.size, layers.size]);
    const g = b.add(candidate, b.matMul(b.mul(r, h), toCandidate));
    return mixed(b, z, b.unary('Tanh', clipped(context, g)), h);
  };
}

function resetLast(context: NodeContext, layers: Layers, parts: readonly number[]): GruStep {
  const { b } = context;
  const bias = layers.bias('recurrent');
  return (gates, candidate, h) => {
    const product = b.matMul(h, layers.recurrence);
    const [toGates, toCandidate] = b.split(bias ? b.add(product, bias) : product, 3, parts);
    const sum = clipped(context, b.add(gates, toGates));
    const [z, r] = b.split(b.unary('Sigmoid', sum), 3, [layers.size, layers.size]);
    const g = b.add(candidate, b.mul(r, toCandidate));
    return mixed(b, z, b.unary('Tanh', clipped(context, g)), h);
  };
}

/** (1 - z) g + z h */
function mixed(b: GraphBuilder, z: Value, g: Value, h: Value): Value {
  return b.add(g, b.mul(z, b.sub(h, g)));
}

/** (i, o, f) = sigmoid(...), g = tanh(...) of X W^T + H R^T + Wb + Rb; C = f C + i g, H = o tanh(C). */
function lstm(context: NodeContext): Value[] {
  const { b, inputs } = context;
  const layers = layersOf(context, 4);
  const step = inputs[7] ? peephole(context, layers) : plain(context, layers);
  const hidden: Value[] = [];
  let [h, cell] = [layers.state(5), layers.state(6)];
  for (const x of stepsOf(b, layers.product(layers.bias('sum')))) {
    [h, cell] = step(b.add(x, b.matMul(h, layers.recurrence)), cell);
    hidden.push(h);
  }
  return outputsOf(context, hidden, cell);
}

type LstmStep = (sum: Value, cell: Value) => [h: Value, cell: Value];

/** The three sigmoids lie side by side: one node computes them. */
function plain(context: NodeContext, { size }: Layers): LstmStep {
  const { b } = context;
  return (sum, cell) => {
    const [gates, candidate] = b.split(clipped(context, sum), 3, [3 * size, size]);
    const [i, o, f] = b.split(b.unary('Sigmoid', gates), 3, [size, size, size]);
    const next = nextCell(context, i, f, candidate, cell);
    return [b.mul(o, b.unary('Tanh', next)), next];
  };
}

/** i and f also see P C of the step before, o that of this step. */
function peephole(context: NodeContext, { size, directions }: Layers): LstmStep {
  const { b } = context;
  const weights = b.reshape(context.input(7), [1, directions, 1, 3 * size]);
  const [toI, toO, toF] = b.split(weights, 3, [size, size, size]);
  const gate = (sum: Value, weight: Value, cell: Value): Value =>
    b.unary('Sigmoid', clipped(context, b.add(sum, b.mul(weight, cell))));
  return (sum, cell) => {
    const [i, o, f, candidate] = b.split(sum, 3, [size, size, size, size]);
    const bounded = clipped(context, candidate);
    const next = nextCell(context, gate(i, toI, cell), gate(f, toF, cell), bounded, cell);
    return [b.mul(gate(o, toO, next), b.unary('Tanh', next)), next];
  };
}

/** f C + i g; with input_forget, f is 1 - i. */
function nextCell({ b, node }: NodeContext, i: Value, f: Value, candidate: Value, cell: Value): Value {
  const kept = intOf(node, 'input_forget', 0) === 0 ? f : b.sub(1, i);
  return b.add(b.mul(kept, cell), b.mul(i, b.unary('Tanh', candidate)));
}

/** `clip` bounds what goes into the gates; ONNX Runtime leaves the cell on its way out of an LSTM alone. */
function clipped({ b, node }: NodeContext, value: Value): Value {
  const bound = floatAttribute(node, 'clip');
  if (bound === undefined) return value;
  if (b.opset < 11) return b.emit('Clip', [value], value.shape, { min: float(-bound), max: float(bound) });
  const [min, max] = [-bound, bound].map((limit) => b.scalar(limit, value.dataType));
  return b.emit('Clip', [value, min, max], value.shape);
}
