import { expect, test } from 'vitest';
import type { Tensor } from '../../../src/onnx/graph/model.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import { defaultLayer } from '../../../src/onnx/layers/default-layer.js';
import { spatialLayers } from '../../../src/onnx/layers/spatial-layers.js';
import {
  buildModel,
  floatTensor,
  int64Tensor,
  seededNumbers,
  type NodeInput,
} from '../../fixtures/build-model.js';

const weights = (name: string, ...dims: number[]): Tensor =>
  floatTensor(name, dims, seededNumbers(dims.reduce((a, b) => a * b, 1)));

const prepare = (input: readonly number[], initializers: readonly Tensor[], nodes: readonly NodeInput[]) =>
  prepareModel(buildModel({ inputs: { x: input }, outputs: [nodes.at(-1)![2][0]], initializers, nodes }));

test('layers are listed in order with their sizes; vectors and weights are not', () => {
  const prepared = prepare(
    [1, 3, 8, 8],
    [weights('w', 4, 3, 3, 3), weights('fc', 5, 64)],
    [
      ['Conv', ['x', 'w'], ['conv'], { pads: [1, 1, 1, 1] }],
      ['Relu', ['conv'], ['relu']],
      ['MaxPool', ['relu'], ['pool5'], { kernel_shape: [2, 2], strides: [2, 2] }],
      ['Flatten', ['pool5'], ['flat']],
      ['Gemm', ['flat', 'fc'], ['logits'], { transB: 1 }],
    ],
  );
  const first = { layout: 'NCHW', skippedTokens: 0 };
  expect(spatialLayers(prepared)).toEqual([
    { name: 'conv', opType: 'Conv', channels: 4, height: 8, width: 8, ...first },
    { name: 'relu', opType: 'Relu', channels: 4, height: 8, width: 8, ...first },
    { name: 'pool5', opType: 'MaxPool', channels: 4, height: 4, width: 4, ...first },
  ]);
  expect(defaultLayer(prepared).name).toBe('pool5');
});

test.each<readonly [string, readonly NodeInput[]]>([
  [
    'global pooling',
    [
      ['GlobalAveragePool', ['sum'], ['gap']],
      ['Flatten', ['gap'], ['y']],
    ],
  ],
  [
    'a pool that covers the layer',
    [
      ['AveragePool', ['sum'], ['gap'], { kernel_shape: [6, 6] }],
      ['Flatten', ['gap'], ['y']],
    ],
  ],
  ['a mean', [['ReduceMean', ['sum'], ['y'], { axes: [2, 3], keepdims: 0 }]]],
])('before %s the default is the last sum of a residual net', (_, tail) => {
  const prepared = prepare(
    [1, 3, 8, 8],
    [weights('w', 4, 3, 3, 3), weights('w1', 4, 4, 1, 1)],
    [
      ['Conv', ['x', 'w'], ['conv']],
      ['Conv', ['conv', 'w1'], ['branch']],
      ['Add', ['conv', 'branch'], ['sum']],
      ...tail,
    ],
  );
  expect(defaultLayer(prepared).name).toBe('sum');
});

test('a gate of single pixels is not the default, the gated layer is', () => {
  const prepared = prepare(
    [1, 3, 8, 8],
    [weights('w', 4, 3, 3, 3)],
    [
      ['Conv', ['x', 'w'], ['conv']],
      ['GlobalAveragePool', ['conv'], ['squeeze']],
      ['Sigmoid', ['squeeze'], ['gate']],
      ['Mul', ['conv', 'gate'], ['gated']],
      ['GlobalAveragePool', ['gated'], ['y']],
    ],
  );
  expect(defaultLayer(prepared).name).toBe('gated');
});

test('with the channels last, every layer is listed once, under the first of its names', () => {
  const prepared = prepare(
    [1, 8, 8, 3],
    [weights('w', 4, 3, 3, 3), weights('bias', 4)],
    [
      ['Transpose', ['x'], ['image'], { perm: [0, 3, 1, 2] }],
      ['Conv', ['image', 'w'], ['conv']],
      ['Transpose', ['conv'], ['last'], { perm: [0, 2, 3, 1] }],
      ['Add', ['last', 'bias'], ['sum']],
      ['Relu', ['sum'], ['relu']],
      ['Transpose', ['relu'], ['back'], { perm: [0, 3, 1, 2] }],
      ['MaxPool', ['back'], ['y'], { kernel_shape: [2, 2] }],
    ],
  );
  const found = spatialLayers(prepared).map(({ name, layout, channels }) => [name, layout, channels]);
  expect(found).toEqual([
    ['image', 'NCHW', 3],
    ['conv', 'NCHW', 4],
    ['sum', 'NHWC', 4],
    ['relu', 'NHWC', 4],
    ['y', 'NCHW', 4],
  ]);
});

test('margins and parts of a layer are none of their own', () => {
  const prepared = prepare(
    [1, 3, 8, 8],
    [weights('w', 4, 3, 3, 3), int64Tensor('pads', [8], [0, 0, 0, 0, 0, 0, 1, 1])],
    [
      ['Pad', ['x', 'pads'], ['padded']],
      ['Conv', ['padded', 'w'], ['conv']],
      ['Pad', ['conv', 'pads'], ['wider']],
      ['MaxPool', ['wider'], ['y'], { kernel_shape: [2, 2] }],
    ],
  );
  expect(spatialLayers(prepared).map(({ name }) => name)).toEqual(['padded', 'conv', 'y']);
});

test('a channel shuffle is a layer again where a convolution reads it', () => {
  const prepared = prepare(
    [1, 4, 6, 6],
    [
      int64Tensor('split', [5], [1, 2, 2, 6, 6]),
      int64Tensor('join', [4], [1, 4, 6, 6]),
      weights('w', 4, 4, 3, 3),
    ],
    [
      ['Relu', ['x'], ['relu']],
      ['Reshape', ['relu', 'split'], ['five']],
      ['Transpose', ['five'], ['swapped'], { perm: [0, 2, 1, 3, 4] }],
      ['Reshape', ['swapped', 'join'], ['shuffled']],
      ['Conv', ['shuffled', 'w'], ['y']],
    ],
  );
  expect(spatialLayers(prepared).map(({ name }) => name)).toEqual(['relu', 'shuffled', 'y']);
});

test('a model without layers says so', () => {
  const prepared = prepare([1, 4], [], [['Relu', ['x'], ['y']]]);
  expect(() => defaultLayer(prepared)).toThrow(/no layer with height and width/);
});

test.each([
  ['an unknown operator', 'example.org', /what example.org.Mystery compute\(s\) are not known/],
  ['a file for one processor', 'com.microsoft.nchwc', /for one kind of processor .* "extended" at most/],
])('a model whose layers hide behind %s says so', (_, domain, message) => {
  const { graph, ...model } = buildModel({
    inputs: { x: [1, 3, 8, 8] },
    outputs: ['y'],
    nodes: [
      ['Mystery', ['x'], ['a']],
      ['Relu', ['a'], ['y']],
    ],
  });
  const nodes = graph.nodes.map((node) => (node.opType === 'Relu' ? node : { ...node, domain }));
  expect(() => defaultLayer(prepareModel({ ...model, graph: { ...graph, nodes } }))).toThrow(message);
});
