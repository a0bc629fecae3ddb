import { expect, test } from 'vitest';
import { defaultLayer } from '../../../src/onnx/layers/default-layer.js';
import type { Tensor } from '../../../src/onnx/graph/model.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import { spatialLayers } from '../../../src/onnx/layers/spatial-layers.js';
import { buildModel, floatTensor, int64Tensor, seededNumbers } from '../../fixtures/build-model.js';
import { tinyVit } from '../../fixtures/tiny-vit.js';

const weights = (name: string, ...dims: number[]): Tensor =>
  floatTensor(name, dims, seededNumbers(dims.reduce((a, b) => a * b, 1)));

test('tokens of a vision transformer are layers, with the class token named', () => {
  const layers = spatialLayers(prepareModel(tinyVit()));
  const names = layers.map(({ name }) => name).filter((name) => !name.endsWith('.product'));
  expect(names).toEqual([
    'patches',
    ...['joined', 'placed'],
    ...['norm0', 'qkv0', 'skip0', 'norm0b', 'hidden0', 'gelu0', 'mlp0', 'block0'],
    ...['norm1', 'qkv1', 'skip1', 'norm1b', 'hidden1', 'gelu1', 'mlp1', 'block1'],
    'norm',
  ]);
  expect(layers.find(({ name }) => name === 'block0')).toEqual({
    name: 'block0',
    opType: 'Add',
    channels: 8,
    height: 3,
    width: 4,
    layout: 'NLC',
    skippedTokens: 1,
  });
});

test('where the class token alone is read, the default is what the last attention reads', () => {
  expect(defaultLayer(prepareModel(tinyVit())).name).toBe('norm1');
});

test('where all tokens are averaged, the default is the last layer', () => {
  expect(defaultLayer(prepareModel(tinyVit({ readout: 'mean' }))).name).toBe('norm');
});

test('patch merging keeps height and width apart, and windows are not layers', () => {
  const shape = (name: string, ...dims: number[]): Tensor => int64Tensor(name, [dims.length], dims);
  const model = buildModel({
    inputs: { x: [1, 3, 8, 8] },
    outputs: ['y'],
    initializers: [
      weights('w', 4, 3, 2, 2),
      weights('reduce', 16, 8),
      shape('windows', 1, 2, 2, 2, 2, 4),
      shape('batched', 4, 4, 4),
      shape('halved', 1, 2, 2, 16),
    ],
    nodes: [
      ['Conv', ['x', 'w'], ['conv'], { strides: [2, 2] }],
      ['Transpose', ['conv'], ['last'], { perm: [0, 2, 3, 1] }],
      ['Reshape', ['last', 'windows'], ['six']],
      ['Transpose', ['six'], ['windowed'], { perm: [0, 1, 3, 2, 4, 5] }],
      ['Reshape', ['windowed', 'batched'], ['window']],
      ['Softmax', ['window'], ['attention']],
      ['Transpose', ['six'], ['gathered'], { perm: [0, 1, 3, 4, 2, 5] }],
      ['Reshape', ['gathered', 'halved'], ['merged']],
      ['MatMul', ['merged', 'reduce'], ['reduced']],
      ['ReduceMean', ['reduced'], ['mean'], { axes: [1, 2], keepdims: 0 }],
      ['ReduceMean', ['attention'], ['other'], { axes: [0, 1], keepdims: 0 }],
      ['Concat', ['mean', 'mean'], ['y'], { axis: 1 }],
    ],
  });
  const layers = spatialLayers(prepareModel(model));
  expect(layers.map(({ name, height, channels, layout }) => [name, height, channels, layout])).toEqual([
    ['conv', 4, 4, 'NCHW'],
    ['merged', 2, 16, 'NHWC'],
    ['reduced', 2, 8, 'NHWC'],
  ]);
});

test('a map that is rolled along an axis is not a layer until a sum puts it back', () => {
  const model = buildModel({
    inputs: { x: [1, 8, 8, 3] },
    outputs: ['y'],
    initializers: [int64Tensor('one', [1], [1]), int64Tensor('zero', [1], [0]), int64Tensor('end', [1], [9])],
    nodes: [
      ['Relu', ['x'], ['relu']],
      ['Slice', ['relu', 'one', 'end', 'one'], ['below']],
      ['Slice', ['relu', 'zero', 'one', 'one'], ['top']],
      ['Concat', ['below', 'top'], ['rolled'], { axis: 1 }],
      ['Exp', ['rolled'], ['windows']],
      ['Add', ['relu', 'windows'], ['sum']],
      ['ReduceMean', ['sum'], ['y'], { axes: [1, 2], keepdims: 0 }],
    ],
  });
  expect(spatialLayers(prepareModel(model)).map(({ name }) => name)).toEqual(['relu', 'sum']);
});
