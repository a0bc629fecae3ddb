import { expect, test } from 'vitest';
import { DataType, type Model } from '../../../src/onnx/graph/model.js';
import { withFloatImage } from '../../../src/onnx/prepare/with-float-image.js';
import { buildModel } from '../../fixtures/build-model.js';
import { runModel } from '../../fixtures/run-model.js';

const classifier = (dataType: number, dims: readonly number[] = [1, 2, 2, 1]): Model =>
  buildModel({
    inputs: { image: { name: 'image', dataType, dims } },
    outputs: ['y'],
    nodes: [
      ['Transpose', ['image'], ['image/typed'], { perm: [0, 3, 1, 2] }],
      ['Cast', ['image/typed'], ['y'], { to: DataType.FLOAT }],
    ],
  });

test('an image of bytes is cast from float32, under a name that is free', async () => {
  const { graph } = withFloatImage(classifier(DataType.UINT8));
  expect(graph.inputs[0].dataType).toBe(DataType.FLOAT);
  expect(graph.nodes[0].outputs).toEqual(["image/typed'"]);
  const data = new Float32Array([0, 7, 128, 255]);
  const { y } = await runModel(withFloatImage(classifier(DataType.UINT8)), {
    image: { dims: [1, 2, 2, 1], data },
  });
  expect([...y.data]).toEqual([0, 7, 128, 255]);
});

test('an image of float32, and what does not hold numbers, stay as they are', () => {
  for (const type of [DataType.FLOAT, DataType.STRING]) {
    const model = classifier(type);
    expect(withFloatImage(model)).toBe(model);
  }
});
