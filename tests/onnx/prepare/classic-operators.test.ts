import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { exportSingle } from '../../../src/gradient/export/export-gradient.js';
import { findScores } from '../../../src/gradient/export/find-scores.js';
import { graphLabels } from '../../../src/models/guess/graph-labels.js';
import { printModel } from '../../../src/onnx/codec/print-model.js';
import type { Attribute, Model, Node } from '../../../src/onnx/graph/model.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import { buildModel, floatTensor, seededNumbers } from '../../fixtures/build-model.js';
import { expectFault } from '../../faults/expect-fault.js';

const floats = (value: readonly number[]): Attribute => ({ type: 'floats', value });
const text = (value: string): Attribute => ({ type: 'string', value });
const classic = (
  opType: string,
  inputs: string[],
  outputs: string[],
  attributes: Record<string, Attribute>,
): Node => ({
  name: opType,
  opType,
  domain: 'ai.onnx.ml',
  inputs,
  outputs,
  attributes: new Map(Object.entries(attributes)),
});

/** A network whose features go into logistic regression, as scikit-learn's exporter writes that. */
function network(transform: string, norm?: string, more: Record<string, Attribute> = {}): Model {
  const model = buildModel({
    inputs: { image: [1, 3, 8, 8] },
    outputs: ['label', 'probabilities'],
    initializers: [floatTensor('w', [4, 3, 3, 3], seededNumbers(108))],
    nodes: [
      ['Conv', ['image', 'w'], ['maps']],
      ['GlobalAveragePool', ['maps'], ['pooled']],
      ['Flatten', ['pooled'], ['features']],
    ],
  });
  const scores = norm ? 'scores' : 'probabilities';
  const nodes = [
    ...model.graph.nodes,
    classic('LinearClassifier', ['features'], ['label', scores], {
      coefficients: floats(Array.from(seededNumbers(12, 5), (value) => 9 * value)),
      intercepts: floats([0.1, -0.2, 0.3]),
      classlabels_strings: { type: 'strings', value: ['ant', 'bee', 'cat'] },
      post_transform: text(transform),
      ...more,
    }),
    ...(norm ? [classic('Normalizer', [scores], ['probabilities'], { norm: text(norm) })] : []),
  ];
  const outputs = model.graph.outputs.map((info) => ({ ...info, dataType: info.name === 'label' ? 8 : 1 }));
  return {
    ...model,
    opsets: new Map([...model.opsets, ['ai.onnx.ml', 1]]),
    graph: { ...model.graph, nodes, outputs },
  };
}

const image = new OrtTensor('float32', seededNumbers(192, 9), [1, 3, 8, 8]);

async function run(model: Model, feeds: Record<string, OrtTensor>) {
  const session = await InferenceSession.create(printModel(model));
  try {
    return await session.run(feeds);
  } finally {
    await session.release();
  }
}

describe('logistic regression behind features', () => {
  test.each([
    ['NONE', undefined, undefined],
    ['SOFTMAX', undefined, 'softmax'],
    ['LOGISTIC', undefined, 'sigmoid'],
    ['SOFTMAX', 'L1', 'softmax'],
    ['LOGISTIC', 'L1', undefined],
    ['NONE', 'L2', undefined],
  ] as const)('%s, then the norm %s: what the runtime makes of it', async (transform, norm, activation) => {
    const model = network(transform, norm);
    const prepared = prepareModel(model);
    const scores = findScores(prepared);
    expect(scores).toMatchObject({ output: 'probabilities', classes: 3, skippedActivation: activation });
    const theirs = (await run(model, { image })).probabilities.data as Float32Array;
    const ours = (await run(prepared.model, { image })).probabilities.data as Float32Array;
    ours.forEach((value, i) => expect(value).toBeCloseTo(theirs[i], 5));

    const single = exportSingle(prepared, { layers: ['maps'] });
    const weights = new OrtTensor('float32', Float32Array.of(0, 1, 0), [1, 3]);
    const made = await run(single, { image, score_weights: weights });
    const gradient = made['gradients/maps'].data as Float32Array;
    expect(gradient.every(Number.isFinite)).toBe(true);
    expect(gradient.some((value) => value !== 0)).toBe(true);
  });

  test('its classes are those of the graph', () => {
    expect(graphLabels(network('SOFTMAX').graph, 3)).toEqual(['ant', 'bee', 'cat']);
  });
});

test.each([
  ['PROBIT', undefined, {}, 'ai.onnx.ml.LinearClassifier'],
  ['SOFTMAX', 'MAX', {}, 'ai.onnx.ml.Normalizer'],
  ['NONE', undefined, { intercepts: floats([1]) }, 'ai.onnx.ml.LinearClassifier'],
] as const)(
  '%s, then the norm %s: an error names the operator and says what to do',
  async (transform, norm, more, name) => {
    const attempt = async (): Promise<unknown> => findScores(prepareModel(network(transform, norm, more)));
    const { message } = await expectFault(attempt(), 'noClassicRule');
    expect(message).toContain(`${name} `);
  },
);
