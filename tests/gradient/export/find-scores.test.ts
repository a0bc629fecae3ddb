import { describe, expect, test } from 'vitest';
import { exportSingle } from '../../../src/gradient/export/export-gradient.js';
import { findScores } from '../../../src/gradient/export/find-scores.js';
import { defaultLayer } from '../../../src/onnx/layers/default-layer.js';
import type { Model } from '../../../src/onnx/graph/model.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import { buildModel, floatTensor, type NodeInput } from '../../fixtures/build-model.js';
import { runModel, tensor } from '../run-model.js';

/** GoogLeNet in training has heads in the middle, too, and exporters write them behind the last one. */
function withAuxiliaryHead(outputs: readonly string[], main: string, auxiliary: string): Model {
  const head = (input: string, weights: string, output: string): NodeInput[] => [
    ['Flatten', [input], [`${output}_flat`]],
    ['MatMul', [`${output}_flat`, weights], [output]],
  ];
  return buildModel({
    inputs: { image: [1, 1, 4, 4] },
    outputs: [...outputs],
    initializers: [
      floatTensor(
        'wide',
        [16, 2],
        Array.from({ length: 32 }, (_, i) => i),
      ),
      floatTensor('narrow', [4, 2], [1, 2, 3, 4, 5, 6, 7, 8]),
    ],
    nodes: [
      ['Relu', ['image'], ['middle']],
      ['MaxPool', ['middle'], ['pooled'], { kernel_shape: [2, 2], strides: [2, 2] }],
      ['Tanh', ['pooled'], ['last']],
      ...head('last', 'narrow', main),
      ['Sigmoid', ['middle'], ['aside']],
      ...head('aside', 'wide', auxiliary),
    ],
  });
}

test.each([
  ['written last', ['fetch_0', 'fetch_1'], 'fetch_0', 'fetch_1'],
  ['returned first', ['fetch_0', 'fetch_1'], 'fetch_1', 'fetch_0'],
  ['returned first, and the scores are named', ['aux', 'logits'], 'logits', 'aux'],
])('an auxiliary head that is %s is not explained', (_, outputs, main, auxiliary) => {
  const prepared = prepareModel(withAuxiliaryHead(outputs, main, auxiliary));
  const { output } = findScores(prepared);
  expect(output).toBe(main);
  expect(defaultLayer(prepared, output).name).toBe('last');
});

describe('a score without axes', () => {
  const squeezed = (outputs: readonly string[]) =>
    prepareModel(
      buildModel({
        inputs: { image: [1, 1, 2, 2] },
        outputs: [...outputs],
        initializers: [floatTensor('w', [4, 1], [1, -2, 3, -4])],
        nodes: [
          ['Relu', ['image'], ['layer']],
          ['Flatten', ['layer'], ['flat']],
          ['MatMul', ['flat', 'w'], ['row']],
          ['Squeeze', ['row'], ['number']],
        ],
      }),
    );

  test('is one class', async () => {
    const prepared = squeezed(['number']);
    const found = await runModel(exportSingle(prepared, { layers: ['layer'] }), {
      image: tensor([1, 1, 2, 2], [1, 2, 3, 4]),
      score_weights: tensor([1, 1], [2]),
    });
    expect([...found.logits.data]).toEqual([1 - 4 + 9 - 16]);
    expect([...found['gradients/layer'].data]).toEqual([2, -4, 6, -8]);
  });

  test('does not count beside one that has classes', () => {
    const prepared = squeezed(['number', 'row']);
    expect(findScores(prepared).output).toBe('row');
  });
});
