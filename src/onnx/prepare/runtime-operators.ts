import { floatOf, floatsAttribute, intOf, stringOf } from '../graph/attributes.js';
import { float, toAttributes, type AttributeInput } from '../graph/attribute-input.js';
import { toTensor } from '../graph/constant.js';
import type { FreshNames } from '../graph/fresh-names.js';
import { renameKnown } from '../graph/rename-tensors.js';
import type { Expansion } from './expand-node.js';
import { DataType, type Attribute, type Node, type Tensor, type TensorType } from '../graph/model.js';

/** The domain of the operators that ONNX Runtime itself fuses others into. */
export const RUNTIME_DOMAIN = 'com.microsoft';

type Types = ReadonlyMap<string, TensorType>;
/** Writes what an operator stands for, and returns the names of its outputs; `undefined`: this form is not known. */
type Writer = (body: Body, node: Node, types: Types) => readonly string[] | undefined;

/**
 * What a file that ONNX Runtime has optimised ("extended") contains, by the operators that it was made from
 * (onnxruntime/docs/ContribOperators.md). Done in front of everything else, so that a layer, a shape and a gradient
 * are those of the file before.
 */
const WRITERS: Readonly<Record<string, Writer>> = {
  // activation(Conv(X, W, bias) + Z)
  FusedConv: (body, node) => {
    const [x, weights, bias = '', addend = ''] = node.inputs;
    const conv = body.add(
      'Conv',
      bias === '' ? [x, weights] : [x, weights, bias],
      without(node, 'activation'),
    );
    const sum = addend === '' ? conv : body.add('Add', [conv, addend]);
    return body.activate(sum, stringOf(node, 'activation', ''), paramsOfConv(node));
  },
  // activation(alpha A' B' + beta C)
  FusedGemm: (body, node) => {
    const gemm = body.add('Gemm', node.inputs, without(node, 'activation'));
    return body.activate(gemm, stringOf(node, 'activation', ''), paramsOfGemm(node));
  },
  // alpha A' B'
  FusedMatMul: (body, node, types) => {
    if (intOf(node, 'transBatchA', 0) !== 0 || intOf(node, 'transBatchB', 0) !== 0) return undefined;
    const operands = ['transA', 'transB'].map((attribute, i) => {
      const name = node.inputs[i];
      return intOf(node, attribute, 0) === 0 ? name : body.transposeLast(name, types.get(name)?.shape.length);
    });
    const [a, b] = operands;
    if (a === undefined || b === undefined) return undefined;
    const alpha = floatOf(node, 'alpha', 1);
    const product = body.add('MatMul', [a, b]);
    return [alpha === 1 ? product : body.scale(product, alpha)];
  },
  Gelu: (body, { inputs: [x] }) => [body.gelu(x)],
  BiasGelu: (body, { inputs }) => [body.gelu(body.add('Add', inputs))],
  // x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))
  FastGelu: (body, { inputs: [input, bias = ''] }) => {
    const x = bias === '' ? input : body.add('Add', [input, bias]);
    const cube = body.scale(body.add('Mul', [body.add('Mul', [x, x]), x]), 0.044715);
    const tanh = body.add('Tanh', [body.scale(body.add('Add', [x, cube]), Math.sqrt(2 / Math.PI))]);
    return [body.scale(body.add('Mul', [x, body.add('Add', [tanh, body.scalar(1)])]), 0.5)];
  },
  // x sigmoid(alpha x)
  QuickGelu: (body, node) => {
    const [x] = node.inputs;
    const gate = body.add('Sigmoid', [body.scale(x, floatOf(node, 'alpha', 1.702))]);
    return [body.add('Mul', [x, gate])];
  },
  // LayerNormalization(x + skip + bias) gamma + beta; the sum is output 3
  SkipLayerNormalization: (body, node) => {
    const [x, skip, gamma, beta = '', bias = ''] = node.inputs;
    if (node.outputs.slice(1, 3).some((name) => name !== '')) return undefined;
    const both = body.add('Add', [x, skip]);
    const sum = bias === '' ? both : body.add('Add', [both, bias]);
    const epsilon = float(floatOf(node, 'epsilon', 1e-12));
    const affine = beta === '' ? [gamma] : [gamma, beta];
    return [body.add('LayerNormalization', [sum, ...affine], { epsilon }), '', '', sum];
  },
};

export const RUNTIME_OPERATORS: readonly string[] = Object.keys(WRITERS);

/** What an operator of ONNX Runtime's own domain stands for; `undefined` where that is not known. */
export function expandRuntimeOperator(
  node: Node,
  { opset, types, fresh }: { readonly opset: number; readonly types: Types; readonly fresh: FreshNames },
): Expansion | undefined {
  const isFloat = node.inputs.every((name) => types.get(name)?.dataType === DataType.FLOAT || name === '');
  const writer = node.domain === RUNTIME_DOMAIN && isFloat ? WRITERS[node.opType] : undefined;
  const body = new Body(`${node.outputs[0]}/`, opset, fresh);
  const results = writer?.(body, node, types);
  if (!results) return undefined;
  const names = new Map(
    results
      .map((result, i) => [result, node.outputs[i] ?? ''] as const)
      .filter(([, output]) => output !== ''),
  );
  return { nodes: body.nodes.map((one) => renameKnown(one, names)), initializers: body.initializers };
}

/** The nodes that one operator becomes. */
class Body {
  readonly nodes: Node[] = [];
  readonly initializers: Tensor[] = [];
  readonly #prefix: string;
  readonly #opset: number;
  readonly #fresh: FreshNames;

  constructor(prefix: string, opset: number, fresh: FreshNames) {
    this.#prefix = prefix;
    this.#opset = opset;
    this.#fresh = fresh;
  }

  add(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeInput>> = {},
  ): string {
    const output = this.#fresh.tensor(this.#prefix + opType + String(this.nodes.length));
    const node = { name: this.#fresh.node(output), opType, domain: '', inputs, outputs: [output] };
    this.nodes.push({ ...node, attributes: toAttributes(attributes) });
    return output;
  }

  scalar(value: number): string {
    const name = this.#fresh.tensor(`${this.#prefix}constant${this.initializers.length}`);
    this.initializers.push(toTensor(name, { dataType: DataType.FLOAT, shape: [], values: [value] }));
    return name;
  }

  scale(name: string, factor: number): string {
    return this.add('Mul', [name, this.scalar(factor)]);
  }

  /** x / 2 (1 + erf(x / sqrt(2))). */
  gelu(x: string): string {
    const erf = this.add('Erf', [this.scale(x, Math.SQRT1_2)]);
    return this.scale(this.add('Mul', [x, this.add('Add', [erf, this.scalar(1)])]), 0.5);
  }

  transposeLast(name: string, rank: number | undefined): string | undefined {
    if (rank === undefined || rank < 2) return undefined;
    const perm = Array.from({ length: rank }, (_, axis) => axis);
    perm.push(...perm.splice(-2).reverse());
    return this.add('Transpose', [name], { perm });
  }

  activate(x: string, opType: string, params: Readonly<Record<string, Attribute>>): readonly string[] {
    if (opType === '') return [x];
    if (opType !== 'Clip' || this.#opset < 11) return [this.add(opType, [x], params)];
    const bounds = ['min', 'max'].map((name) => params[name]);
    const names = bounds.map((bound) => (bound?.type === 'float' ? this.scalar(bound.value) : ''));
    return [this.add('Clip', [x, ...names])];
  }
}

/** The node's attributes but those whose names begin with `prefix`. */
function without({ attributes }: Node, prefix: string): Record<string, Attribute> {
  return Object.fromEntries([...attributes].filter(([name]) => !name.startsWith(prefix)));
}

/** Names of the numbers in FusedConv's `activation_params`, by activation. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  LeakyRelu: ['alpha'],
  Clip: ['min', 'max'],
  HardSigmoid: ['alpha', 'beta'],
};

function paramsOfConv(node: Node): Record<string, Attribute> {
  const names = PARAMETERS[stringOf(node, 'activation', '')] ?? [];
  const values = floatsAttribute(node, 'activation_params') ?? [];
  return Object.fromEntries(names.slice(0, values.length).map((name, i) => [name, float(values[i])]));
}

const GEMM_PREFIX = 'activation_';

function paramsOfGemm({ attributes }: Node): Record<string, Attribute> {
  const own = [...attributes].filter(([name]) => name.startsWith(GEMM_PREFIX));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(GEMM_PREFIX.length), value]));
}
