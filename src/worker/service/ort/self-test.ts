import { HEAD_LAYOUT, TRUNK_LAYOUT, type Layout } from '../../../lowering/layout.js';
import { DataType, type Model, type Node, type Tensor } from '../../../onnx/graph/model.js';
import { toAttributes, type AttributeInput } from '../../../onnx/graph/attribute-input.js';
import { sizeOf } from '../../../onnx/graph/shape.js';
import { printModel } from '../../../onnx/codec/print-model.js';
import type { Urgent } from '../../../async/priority-queue.js';
import type { GraphOptions, OrtEngine } from './graph-session.js';

/** Largest difference between providers, as a fraction of the largest value. */
const TOLERANCE = 1e-3;

/** Numbers in [-0.5, 0.5] that look random and are the same everywhere (Numerical Recipes' generator). */
function fixedValues(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}

function initializer(name: string, dims: readonly number[], seed: number): Tensor {
  return {
    name,
    dims,
    dataType: DataType.FLOAT,
    data: new Uint8Array(fixedValues(sizeOf(dims), seed).buffer),
  };
}

function node(
  opType: string,
  inputs: readonly string[],
  output: string,
  attributes: Record<string, AttributeInput> = {},
): Node {
  return {
    name: output,
    opType,
    domain: '',
    inputs,
    outputs: [output],
    attributes: toAttributes(attributes),
  };
}

function network(nodes: readonly Node[], tensors: readonly Tensor[], image: readonly number[]): Model {
  const float = (name: string, dims?: readonly number[]) => ({ name, dataType: DataType.FLOAT, dims });
  return {
    irVersion: 8,
    opsets: new Map([['', 17]]),
    metadata: new Map(),
    graph: {
      name: 'self-test',
      nodes,
      initializers: new Map(tensors.map((tensor) => [tensor.name, tensor])),
      inputs: [float('image', image)],
      outputs: [float('result')],
      valueInfo: new Map(),
    },
  };
}

function convolution(image: string, weights: string, output: string, kernel: number): Node {
  const pad = (kernel - 1) / 2;
  return node('Conv', [image, weights], output, {
    kernel_shape: [kernel, kernel],
    pads: [pad, pad, pad, pad],
    strides: [1, 1],
    dilations: [1, 1],
  });
}

interface SelfTest {
  readonly layout: Layout;
  readonly model: Model;
  readonly image: readonly number[];
}

/** What a trunk is made of. */
const FORWARD: SelfTest = {
  layout: TRUNK_LAYOUT,
  image: [1, 4, 8, 8],
  model: network(
    [
      convolution('image', 'w1', 'c1', 3),
      node('Relu', ['c1'], 'r1'),
      node('MaxPool', ['r1'], 'p1', { kernel_shape: [2, 2], strides: [2, 2] }),
      node('Flatten', ['p1'], 'f1'),
      node('Gemm', ['f1', 'w2'], 'result'),
    ],
    [initializer('w1', [8, 4, 3, 3], 1), initializer('w2', [128, 8], 2)],
    [1, 4, 8, 8],
  ),
};

/** What a head adds to that: masks of ReLUs, and convolutions backwards. */
const BACKWARD: SelfTest = {
  layout: HEAD_LAYOUT,
  image: [1, 4, 8, 8],
  model: network(
    [
      convolution('image', 'w1', 'c1', 3),
      node('Greater', ['c1', 'zero'], 'm1'),
      node('Where', ['m1', 'c1', 'zero'], 's1'),
      node('ConvTranspose', ['s1', 'w2'], 'result', { kernel_shape: [3, 3], strides: [2, 2] }),
    ],
    [
      initializer('w1', [8, 4, 3, 3], 1),
      initializer('w2', [8, 8, 3, 3], 3),
      { name: 'zero', dims: [], dataType: DataType.FLOAT, data: new Uint8Array(4) },
    ],
    [1, 4, 8, 8],
  ),
};

async function compute(
  engine: OrtEngine,
  test: SelfTest,
  options: GraphOptions,
  urgent: Urgent,
): Promise<Float32Array> {
  const session = await engine.create(printModel(test.model), options, urgent);
  try {
    const image = new engine.runtime.ort.Tensor('float32', fixedValues(sizeOf(test.image), 5), test.image);
    const { result } = await session.run({ image }, urgent);
    return (await engine.download(result, urgent)) as Float32Array;
  } finally {
    session.release();
  }
}

/** Largest difference between two results, as a fraction of the largest value of the second. */
function relativeError(actual: Float32Array, expected: Float32Array): number {
  const largest = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const worst = expected.reduce((max, value, i) => Math.max(max, Math.abs(value - actual[i])), 0);
  return Number.isFinite(worst) ? worst / Math.max(largest, 1e-30) : Infinity;
}

async function passes(engine: OrtEngine, test: SelfTest, urgent: Urgent): Promise<boolean> {
  const expected = await compute(engine, test, { device: 'wasm' }, urgent);
  const actual = await compute(engine, test, { device: 'webgpu', layout: test.layout }, urgent);
  return relativeError(actual, expected) <= TOLERANCE;
}

/** True when the GPU gives the numbers of the CPU (see the quirk `bareEntry`), each test network in the layout of the graphs that it stands for. */
export async function passesSelfTests(engine: OrtEngine, urgent: Urgent): Promise<boolean> {
  return (await passes(engine, FORWARD, urgent)) && (await passes(engine, BACKWARD, urgent));
}
