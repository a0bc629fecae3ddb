import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expandBlob } from '../../../src/models/download/expand-blob.js';
import { bytesOf } from '../../../src/onnx/codec/byte-source.js';
import { parseModel } from '../../../src/onnx/codec/parse-model.js';
import { activatedTensors } from '../../../src/onnx/layers/activated-tensors.js';
import { defaultLayers } from '../../../src/onnx/layers/default-layers.js';
import { placedLayers } from '../../../src/onnx/layers/placed-layers.js';
import { prepareModel, type PreparedModel } from '../../../src/onnx/prepare/prepare-model.js';
import { tinyVit } from '../../fixtures/tiny-vit.js';

async function open(path: string): Promise<PreparedModel> {
  const blob = await expandBlob(new Blob([readFileSync(path)]));
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return prepareModel(await parseModel(bytesOf(bytes), { location: 'model' }));
}

const fixture = (name: string): string => `tests/fixtures/architectures/${name}.onnx`;

/** Name, operator and stride of each. */
function chosen(prepared: PreparedModel): [string, number][] {
  const strides = new Map(placedLayers(prepared).map(({ name, placement }) => [name, placement.x.stride]));
  return defaultLayers(prepared).map(({ name, opType }) => [opType, strides.get(name)!]);
}

test.each<[string, string, [string, number][]]>([
  [
    'EfficientNet-Lite0',
    'models/imagenet.saliency',
    [
      ['Clip', 16],
      ['Clip', 32],
    ],
  ],
  [
    'the workbench model, a VGG',
    'models/workbench.onnx',
    [
      ['Relu', 8],
      ['Relu', 16],
    ],
  ],
  [
    'VGG',
    fixture('vgg11'),
    [
      ['Relu', 8],
      ['Relu', 16],
    ],
  ],
  [
    'ResNet',
    fixture('resnet18'),
    [
      ['Relu', 16],
      ['Relu', 32],
    ],
  ],
  [
    'DenseNet',
    fixture('densenet'),
    [
      ['Relu', 16],
      ['Relu', 32],
    ],
  ],
  [
    'GoogLeNet',
    fixture('googlenet'),
    [
      ['Concat', 16],
      ['Concat', 32],
    ],
  ],
  [
    'MobileNetV2',
    fixture('mobilenet_v2'),
    [
      ['Clip', 16],
      ['Clip', 32],
    ],
  ],
])('%s', async (_, path, expected) => {
  expect(chosen(await open(path))).toEqual(expected);
});

test('a vision transformer has the layer that it had', () => {
  expect(defaultLayers(prepareModel(tinyVit())).map(({ name }) => name)).toEqual(['norm1']);
});

test.each([
  'resnet18',
  'mobilenet_v2',
  'mobilenet_v3_small',
  'tinynet_e',
  'shufflenet_v2_x0_5',
  'squeezenet1_1',
  'convnext',
  'swin',
])('of %s there are one or two, the finer one first, all of them activated where two are', async (name) => {
  const prepared = await open(fixture(name));
  const layers = defaultLayers(prepared);
  expect([1, 2]).toContain(layers.length);
  if (layers.length === 1) return;
  expect(layers[0].width).toBeGreaterThan(layers[1].width);
  const activated = activatedTensors(prepared.model.graph);
  expect(layers.every((layer) => activated.has(layer.name))).toBe(true);
});
