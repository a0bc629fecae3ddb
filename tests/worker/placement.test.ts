import * as ort from 'onnxruntime-web/webgpu';
import { describe, expect, test } from 'vitest';
import { exportGradient } from '../../src/gradient/export/export-gradient.js';
import type { Model } from '../../src/onnx/graph/model.js';
import { prepareModel } from '../../src/onnx/prepare/prepare-model.js';
import { printModel } from '../../src/onnx/codec/print-model.js';
import { HEAD_LAYOUT, TRUNK_LAYOUT, type Layout } from '../../src/lowering/layout.js';
import { buildModel, float, floatTensor, seededNumbers, type NodeInput } from '../fixtures/build-model.js';
import { listenToOrt, placedOn } from './ort-log.js';

interface Architecture {
  readonly layer: string;
  readonly nodes: readonly NodeInput[];
  readonly opset?: number;
}

const pads = [1, 1, 1, 1];
const conv = { kernel_shape: [3, 3], pads };
const TAIL: readonly NodeInput[] = [
  ['GlobalAveragePool', ['features'], ['pooled']],
  ['Flatten', ['pooled'], ['flat']],
  ['Gemm', ['flat', 'fc'], ['logits']],
];

/** What the classifiers of the model zoo are made of, from the first layer on: the whole way back is in the head. */
const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  vgg: {
    layer: 'a',
    nodes: [
      ['Conv', ['image', 'w0'], ['a'], conv],
      ['Relu', ['a'], ['b']],
      ['MaxPool', ['b'], ['c'], { kernel_shape: [2, 2], strides: [2, 2] }],
      ['Conv', ['c', 'w1'], ['d'], conv],
      ['Relu', ['d'], ['e']],
      ['MaxPool', ['e'], ['features'], { kernel_shape: [3, 3], strides: [2, 2], pads, ceil_mode: 1 }],
      ...TAIL,
    ],
  },
  resnet: {
    layer: 'a',
    nodes: [
      ['Conv', ['image', 'w0'], ['a'], conv],
      ['BatchNormalization', ['a', 'one', 'zero', 'zero', 'one'], ['b'], { epsilon: float(1e-5) }],
      ['Relu', ['b'], ['c']],
      ['Conv', ['c', 'w1'], ['d'], { ...conv, strides: [2, 2] }],
      ['Conv', ['c', 'w2'], ['e'], { kernel_shape: [1, 1], strides: [2, 2] }],
      ['Add', ['d', 'e'], ['f']],
      ['Relu', ['f'], ['features']],
      ...TAIL,
    ],
  },
  'mobilenet with squeeze and excitation': {
    layer: 'a',
    nodes: [
      ['Conv', ['image', 'w0'], ['a'], conv],
      ['Clip', ['a', 'low', 'high'], ['b']],
      ['Conv', ['b', 'depthwise'], ['c'], { ...conv, group: 8 }],
      ['HardSwish', ['c'], ['d']],
      ['ReduceMean', ['d'], ['e'], { axes: [2, 3] }],
      ['Conv', ['e', 'w2'], ['f'], { kernel_shape: [1, 1] }],
      ['Sigmoid', ['f'], ['g']],
      ['Mul', ['d', 'g'], ['features']],
      ...TAIL,
    ],
  },
  'densenet and inception': {
    layer: 'a',
    nodes: [
      ['Conv', ['image', 'w0'], ['a'], conv],
      ['Relu', ['a'], ['b']],
      ['AveragePool', ['b'], ['c'], { kernel_shape: [3, 3], pads }],
      ['Concat', ['b', 'c'], ['d'], { axis: 1 }],
      ['Conv', ['d', 'wide'], ['e'], { kernel_shape: [1, 1] }],
      ['LeakyRelu', ['e'], ['features'], { alpha: float(0.1) }],
      ...TAIL,
    ],
  },
  'alexnet, with LRN': {
    layer: 'a',
    nodes: [
      ['Conv', ['image', 'w0'], ['a'], conv],
      ['LRN', ['a'], ['b'], { size: 5 }],
      ['Relu', ['b'], ['features']],
      ...TAIL,
    ],
  },
  'channels last, as TensorFlow exports': {
    layer: 'a',
    nodes: [
      ['Conv', ['image', 'w0'], ['w'], conv],
      ['Transpose', ['w'], ['x'], { perm: [0, 2, 3, 1] }],
      ['Add', ['x', 'one'], ['y']],
      ['Relu', ['y'], ['a']],
      ['Transpose', ['a'], ['b'], { perm: [0, 3, 1, 2] }],
      ['Conv', ['b', 'w1'], ['c'], conv],
      ['Transpose', ['c'], ['d'], { perm: [0, 2, 3, 1] }],
      ['Add', ['d', 'one'], ['e']],
      ['Relu', ['e'], ['features']],
      ['ReduceMean', ['features'], ['pooled'], { axes: [1, 2], keepdims: 0 }],
      ['MatMul', ['pooled', 'fc'], ['logits']],
    ],
  },
  'attention by the largest of the channels, which lay last': {
    layer: 'a',
    nodes: [
      ['Conv', ['image', 'w0'], ['a'], conv],
      ['Transpose', ['a'], ['b'], { perm: [0, 2, 3, 1] }],
      ['MatMul', ['b', 'square'], ['c']],
      ['Transpose', ['c'], ['d'], { perm: [0, 3, 1, 2] }],
      ['ReduceMax', ['d'], ['e'], { axes: [1] }],
      ['Sigmoid', ['e'], ['f']],
      ['Mul', ['d', 'f'], ['features']],
      ...TAIL,
    ],
  },
  'an opset that WebGPU has no kernels for': {
    layer: 'a',
    opset: 22,
    nodes: [
      ['Conv', ['image', 'w0'], ['a'], conv],
      ['Relu', ['a'], ['b']],
      ['MaxPool', ['b'], ['features'], { kernel_shape: [2, 2], strides: [2, 2] }],
      ...TAIL,
    ],
  },
};

const constant = (name: string, value: number, dims: readonly number[] = [8]) =>
  floatTensor(name, dims, Array<number>(dims.reduce((a, b) => a * b, 1)).fill(value));
const weights = (name: string, dims: readonly number[]) =>
  floatTensor(name, dims, seededNumbers(dims.reduce((a, b) => a * b)));

function heads({ layer, nodes, opset }: Architecture): { trunk: Model; head: Model } {
  const initializers = [
    weights('w0', [8, 3, 3, 3]),
    weights('w1', [8, 8, 3, 3]),
    weights('w2', [8, 8, 1, 1]),
    weights('wide', [8, 16, 1, 1]),
    weights('depthwise', [8, 1, 3, 3]),
    weights('fc', [8, 5]),
    weights('square', [8, 8]),
    constant('one', 1),
    constant('zero', 0),
    constant('low', 0, []),
    constant('high', 6, []),
  ];
  const model = buildModel({
    opset,
    inputs: { image: [1, 3, 16, 16] },
    outputs: { logits: [1, 5] },
    initializers,
    nodes,
  });
  const { trunk, head } = exportGradient(prepareModel(model), { layers: [layer] });
  return { trunk: trunk!, head };
}

/** What ORT places elsewhere than on the GPU. */
async function placedElsewhere(model: Model, preferredLayout: Layout): Promise<readonly string[]> {
  const { session, elsewhere } = await placedOn('WebGpuExecutionProvider', () =>
    ort.InferenceSession.create(printModel(model), {
      executionProviders: [{ name: 'webgpu', preferredLayout }],
      logSeverityLevel: 0,
    }),
  );
  await session.release();
  return elsewhere;
}

listenToOrt();

describe('every node of trunk and head runs on the GPU:', () => {
  test.each(Object.keys(ARCHITECTURES))('%s', async (name) => {
    const { trunk, head } = heads(ARCHITECTURES[name]);
    expect(await placedElsewhere(trunk, TRUNK_LAYOUT)).toEqual([]);
    expect(await placedElsewhere(head, HEAD_LAYOUT)).toEqual([]);
  });
});
