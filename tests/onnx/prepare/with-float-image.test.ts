import { expect, test } from 'vitest';
import { toTensor } from '../../../src/onnx/graph/constant.js';
import { DataType, type Model, type Tensor } from '../../../src/onnx/graph/model.js';
import { withFloatImage } from '../../../src/onnx/prepare/with-float-image.js';
import { buildModel, int64Tensor, type NodeInput } from '../../fixtures/build-model.js';
import { runModel } from '../../fixtures/run-model.js';

const classifier = (dataType: number, dims: readonly number[] = [1, 2, 2, 1]): Model =>
  buildModel({
    inputs: { image: { name: 'image', dataType, dims } },
    outputs: ['y'],
    nodes: [
      ['Transpose', ['image'], ['image/float16'], { perm: [0, 3, 1, 2] }],
      ['Cast', ['image/float16'], ['y'], { to: DataType.FLOAT }],
    ],
  });

/** What the model makes of an image of float32, [1, 2, 2, 1]. */
async function valuesOf(model: Model, data: readonly number[]): Promise<number[]> {
  const { y } = await runModel(withFloatImage(model), {
    image: { dims: [1, 2, 2, 1], data: Float32Array.from(data) },
  });
  return Array.from(y.data, Number);
}

test('an image of half precision is cast from float32, under a name that is free', () => {
  const { graph } = withFloatImage(classifier(DataType.FLOAT16));
  expect(graph.inputs[0]).toMatchObject({ dataType: DataType.FLOAT, fileType: DataType.FLOAT16 });
  expect(graph.nodes[0]).toMatchObject({ opType: 'Cast', outputs: ["image/float16'"] });
});

test.each(['UINT8', 'INT8', 'UINT16', 'INT16', 'INT32', 'INT64'] as const)(
  'what lies between the whole numbers of an image of %s reaches the floats behind it',
  async (type) => {
    const model = classifier(DataType[type]);
    expect(withFloatImage(model).graph.inputs[0]).toMatchObject({ dataType: DataType.FLOAT });
    expect(await valuesOf(model, [0, 7.25, 127.5, -3])).toEqual([0, 7.25, 127.5, -3]);
  },
);

const scalar = (name: string, dataType: number, value: number): Tensor =>
  toTensor(name, { dataType, shape: [], values: [value] });

test.each<[string, NodeInput[], Tensor[], readonly number[]]>([
  [
    'is dequantised',
    [['DequantizeLinear', ['image', 'scale', 'zero'], ['y']]],
    [scalar('scale', DataType.FLOAT, 0.5), scalar('zero', DataType.UINT8, 4)],
    [-2, 0.25, 100, -3],
  ],
  [
    'is padded and shortened',
    [
      ['Pad', ['image', 'pads', 'seven'], ['padded']],
      ['Slice', ['padded', 'from', 'to'], ['cut']],
      ['Cast', ['cut'], ['y'], { to: DataType.FLOAT }],
    ],
    [
      int64Tensor('pads', [8], [0, 1, 0, 0, 0, 0, 0, 0]),
      scalar('seven', DataType.UINT8, 7),
      int64Tensor('from', [2], [0, 0]),
      int64Tensor('to', [2], [1, 2]),
    ],
    [7, 7, 0, 4.5],
  ],
  [
    'is widened and shifted',
    [
      ['Cast', ['image'], ['wide'], { to: DataType.INT32 }],
      ['Sub', ['wide', 'hundred'], ['shifted']],
      ['Cast', ['shifted'], ['y'], { to: DataType.FLOAT }],
    ],
    [scalar('hundred', DataType.INT32, 100)],
    [-100, -95.5, 104, -102],
  ],
  [
    'is rounded, and held within its range, for an operator that takes whole numbers only',
    [
      ['Mod', ['image', 'many'], ['rest']],
      ['Cast', ['rest'], ['y'], { to: DataType.FLOAT }],
    ],
    [scalar('many', DataType.UINT8, 251)],
    [0, 5, 204, 0],
  ],
])('an image of bytes that %s', async (_, nodes, initializers, expected) => {
  const image = { name: 'image', dataType: DataType.UINT8, dims: [1, 2, 2, 1] };
  const model = buildModel({ inputs: { image }, outputs: ['y'], nodes, initializers });
  expect(await valuesOf(model, [0, 4.5, 204, -2])).toEqual(expected);
});

test('an image of float32, and what does not hold numbers, stay as they are', () => {
  for (const type of [DataType.FLOAT, DataType.STRING]) {
    const model = classifier(type);
    expect(withFloatImage(model)).toBe(model);
  }
});
