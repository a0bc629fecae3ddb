import { describe, expect, test } from 'vitest';
import { CAM_METHODS } from '../../src/cam/cam-methods.js';
import { DataType } from '../../src/onnx/graph/model.js';
import type { InputSpec } from '../../src/models/model-card.js';
import { int64Tensor, type NodeInput } from '../fixtures/build-model.js';
import { createClient } from './clients.js';
import { largestDifference } from './largest-difference.js';
import type { OneSubject } from './one-subject.js';
import { tinyImage } from './tiny-classifier.js';
import { BYTES, typedClassifier } from './typed-classifier.js';

async function clientOf(model: Blob, input: InputSpec = BYTES, layer?: string): Promise<OneSubject> {
  const client = createClient();
  await client.open({ data: model, card: { input, labels: ['a', 'b', 'c', 'd'], layer } });
  client.setImage(await tinyImage());
  return client;
}

const METHODS: readonly string[] = Object.keys(CAM_METHODS);

/** Every method on both, smoothed ones with their noise. */
async function expectSameMaps(typed: OneSubject, plain: OneSubject, methods = METHODS): Promise<void> {
  for (const method of methods) {
    const options = { method, targetClass: 1, seed: 3, noise: 0.1 };
    const [found, wanted] = [await typed.explain(options), await plain.explain(options)];
    expect(wanted.empty).toBe(false);
    const largest = wanted.map.reduce((most, value) => Math.max(most, value), 0);
    expect([method, largestDifference(found.map, wanted.map) / largest < 1e-4]).toEqual([method, true]);
  }
}

describe('every method gives the map of the same network in float32', () => {
  test.each(['FLOAT16', 'BFLOAT16', 'DOUBLE'] as const)('where it is in %s', async (type) => {
    const plain = await clientOf(typedClassifier(DataType.FLOAT));
    await expectSameMaps(await clientOf(typedClassifier(DataType[type])), plain);
  });

  test.each(['UINT8', 'INT8', 'UINT16', 'INT16', 'INT32', 'INT64', 'UINT32', 'UINT64'] as const)(
    'where the image is of %s',
    async (type) => {
      const [least, most, offset] = type === 'INT8' ? [-128, 127, 128] : [0, 255, 0];
      const input = { ...BYTES, range: [least, most] as const };
      const plain = await clientOf(typedClassifier(DataType.FLOAT, { offset }), input);
      await expectSameMaps(await clientOf(typedClassifier(DataType[type], { offset }), input), plain);
    },
  );

  test('where bytes are moved and joined before they become floats', async () => {
    const front: NodeInput[] = [
      ['Split', ['image', 'ones'], ['r', 'g', 'b'], { axis: 1 }],
      ['Concat', ['b', 'g', 'r'], ['bgr'], { axis: 1 }],
      ['Gather', ['bgr', 'back'], ['rgb'], { axis: 1 }],
      ['Cast', ['rgb'], ['wide'], { to: DataType.INT32 }],
    ];
    const extra = [int64Tensor('ones', [3], [1, 1, 1]), int64Tensor('back', [3], [2, 1, 0])];
    const plain = await clientOf(typedClassifier(DataType.FLOAT));
    await expectSameMaps(await clientOf(typedClassifier(DataType.UINT8, { front, extra })), plain);
  });

  test.each(['bool', 'int64'] as const)('where %s goes around the layer', async (side) => {
    const plain = await clientOf(typedClassifier(DataType.FLOAT, { side: 'float' }), BYTES, 'r2');
    const sided = await clientOf(typedClassifier(DataType.FLOAT, { side }), BYTES, 'r2');
    // CAM has no second way to the scores
    await expectSameMaps(
      sided,
      plain,
      METHODS.filter((method) => method !== 'cam'),
    );
  });
});
