import { describe, expect, test } from 'vitest';
import { forOneImage } from '../../../src/onnx/prepare/for-one-image.js';
import type { Model } from '../../../src/onnx/graph/model.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import {
  buildModel,
  floatTensor,
  int64Tensor,
  seededNumbers,
  type NodeInput,
} from '../../fixtures/build-model.js';
import { runModel } from '../../fixtures/run-model.js';

/** A classifier of three images at a time, whose end is given. */
function classifier(dims: readonly (number | string)[], ...end: readonly NodeInput[]): Model {
  return buildModel({
    inputs: { image: dims },
    outputs: { scores: [dims[0], 5] },
    initializers: [
      floatTensor('w', [4, 3, 3, 3], seededNumbers(108)),
      floatTensor('fc', [16, 5], seededNumbers(80)),
      floatTensor('token', [1, 16], seededNumbers(16)),
      int64Tensor('rows', [2], [3, -1]),
      int64Tensor('wide', [2], [3, 16]),
    ],
    nodes: [
      ['Conv', ['image', 'w'], ['conv']],
      ...end,
      ['Add', ['flat', 'tokens'], ['sum']],
      ['MatMul', ['sum', 'fc'], ['scores']],
    ],
  });
}

const EXPAND: NodeInput = ['Expand', ['token', 'wide'], ['tokens']];
const RESHAPE: NodeInput = ['Reshape', ['conv', 'rows'], ['flat']];

describe('a file for three images', () => {
  test.each([
    ['a Flatten', [['Flatten', ['conv'], ['flat']]]],
    ['a shape in an initializer', [RESHAPE]],
    [
      'a shape in a Constant, behind a Dropout',
      [
        ['Constant', [], ['inline'], { value_ints: [3, -1] }],
        ['Dropout', ['conv'], ['dropped']],
        ['Reshape', ['dropped', 'inline'], ['flat']],
      ],
    ],
  ] as const)('with %s scores one as it did', async (_, nodes) => {
    const model = classifier([3, 3, 4, 4], EXPAND, ...nodes);
    const data = seededNumbers(3 * 48, 7);
    const all = await runModel(model, { image: { dims: [3, 3, 4, 4], data } });
    const single = forOneImage(model);
    expect(prepareModel(single).types.get('scores')?.shape).toEqual([1, 5]);
    const one = await runModel(single, { image: { dims: [1, 3, 4, 4], data: data.slice(48, 96) } });
    expect(one.scores.dims).toEqual([1, 5]);
    one.scores.data.forEach((score, i) => expect(score).toBeCloseTo(Number(all.scores.data[5 + i]), 5));
  });

  test('that mixes them is refused', () => {
    const turned: readonly NodeInput[] = [
      ['Transpose', ['conv'], ['turned'], { perm: [1, 0, 2, 3] }],
      ['Reshape', ['turned', 'rows'], ['flat']],
    ];
    expect(() => forOneImage(classifier([3, 3, 4, 4], EXPAND, ...turned))).toThrow(
      /exactly 3 images at a time/,
    );
  });
});

test('other files stay as they are', () => {
  for (const batch of [1, 'N']) {
    const model = classifier(
      [batch, 3, 4, 4],
      ['Flatten', ['conv'], ['flat']],
      ['Identity', ['token'], ['tokens']],
    );
    expect(forOneImage(model)).toBe(model);
  }
});
