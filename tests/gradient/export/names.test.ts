import { describe, expect, test } from 'vitest';
import { exportGradient, exportSingle } from '../../../src/gradient/export/export-gradient.js';
import { exportScores } from '../../../src/gradient/export/export-scores.js';
import type { Model } from '../../../src/onnx/graph/model.js';
import { renameTensors } from '../../../src/onnx/graph/rename-tensors.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import { buildModel, floatTensor, seededNumbers } from '../../fixtures/build-model.js';
import { runModel, tensor, type FloatTensor } from '../run-model.js';

/** With an odd convolution, a reversed slice and a half-way pad, which are all lowered. */
function network(): Model {
  return buildModel({
    inputs: { image: [1, 6, 4, 4] },
    outputs: ['scores'],
    initializers: [
      floatTensor('w', [4, 6, 3, 3], seededNumbers(216, 1)),
      floatTensor('v', [3, 4], seededNumbers(12, 2)),
      floatTensor('bias', [3], seededNumbers(3, 3)),
    ],
    nodes: [
      ['Conv', ['image', 'w'], ['conv'], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }],
      ['Relu', ['conv'], ['relu']],
      ['MaxPool', ['relu'], ['pool'], { kernel_shape: [2, 2], strides: [2, 2] }],
      ['GlobalAveragePool', ['pool'], ['mean']],
      ['Flatten', ['mean'], ['flat']],
      ['Gemm', ['flat', 'v', 'bias'], ['scores'], { transB: 1 }],
    ],
  });
}

/** The network with tensors and nodes under other names. */
function renamed(
  tensors: Readonly<Record<string, string>>,
  nodes: Readonly<Record<string, string>> = {},
): Model {
  const model = network();
  const { graph } = model;
  const name = (old: string): string => tensors[old] ?? old;
  return {
    ...model,
    graph: {
      ...graph,
      nodes: graph.nodes.map((node) => ({
        ...renameTensors(node, name),
        name: nodes[node.opType] ?? node.name,
      })),
      inputs: graph.inputs.map((input) => ({ ...input, name: name(input.name) })),
      outputs: graph.outputs.map((output) => ({ ...output, name: name(output.name) })),
      initializers: new Map(
        [...graph.initializers].map(([old, one]) => [name(old), { ...one, name: name(old) }]),
      ),
    },
  };
}

const IMAGE = tensor([1, 6, 4, 4], seededNumbers(96, 4));
const WEIGHTS = tensor([1, 3], [0.5, -1, 2]);

interface Answer {
  readonly logits: FloatTensor;
  readonly activations: FloatTensor;
  readonly gradients: FloatTensor;
}

async function bySingle(model: Model, layer: string): Promise<Answer> {
  const single = exportSingle(prepareModel(model), { layers: [layer] });
  const [image] = single.graph.inputs;
  const found = await runModel(single, { [image.name]: IMAGE, score_weights: WEIGHTS });
  const { logits, [`activations/${layer}`]: activations, [`gradients/${layer}`]: gradients } = found;
  return { logits, activations, gradients };
}

async function byHalves(model: Model, layer: string): Promise<Answer> {
  const exported = exportGradient(prepareModel(model), { layers: [layer] });
  const carried = exported.trunk
    ? await runModel(exported.trunk, { [exported.image]: IMAGE })
    : { [exported.image]: IMAGE };
  const found = await runModel(exported.head, {
    ...carried,
    score_weights: WEIGHTS,
    top_score_weight: tensor([1], [0]),
  });
  const activations = carried[exported.layers[0].tensor ?? layer];
  return { logits: found.logits, activations, gradients: found[`gradients/${layer}`] };
}

async function logitsByScores(model: Model, layer: string): Promise<FloatTensor> {
  const prepared = prepareModel(model);
  const { trunk, image } = exportGradient(prepared, { layers: [layer] });
  const { head, carried } = exportScores(prepared, { layer });
  const passed = Object.values(trunk ? await runModel(trunk, { [image]: IMAGE }) : { image: IMAGE });
  const feeds = Object.fromEntries(carried.map(({ name }, i) => [name, passed[i]]));
  return (await runModel(head, feeds)).logits;
}

async function expectSame(model: Model, layer = 'relu'): Promise<void> {
  const expected = await bySingle(network(), 'relu');
  expect(await bySingle(model, layer)).toEqual(expected);
  expect(await byHalves(model, layer)).toEqual(expected);
  expect(await logitsByScores(model, layer)).toEqual(expected.logits);
}

const PUBLIC = ['logits', 'score_weights', 'top_score_weight', 'activations/relu', 'gradients/relu'];

/** Every name that the exports of the network hold and the network does not. */
function addedNames(): string[] {
  const prepared = prepareModel(network());
  const { trunk, head } = exportGradient(prepared, { layers: ['relu'] });
  const graphs = [trunk!, head, exportSingle(prepared, { layers: ['relu'] })].map(({ graph }) => graph);
  const { nodes, initializers } = prepared.model.graph;
  const own = new Set([...initializers.keys(), ...nodes.flatMap(({ name, outputs }) => [name, ...outputs])]);
  const all = graphs.flatMap((graph) => [
    ...graph.initializers.keys(),
    ...graph.nodes.flatMap(({ name, outputs }) => [name, ...outputs]),
  ]);
  return [...new Set([...all, ...PUBLIC, 'model/logits'])].filter((name) => !own.has(name));
}

describe('a model that has the name of something that the export adds', () => {
  test('the names are those of the public contract, and more', () => {
    expect(addedNames()).toEqual(expect.arrayContaining(PUBLIC));
    expect(addedNames().length).toBeGreaterThan(20);
  });

  test.each(addedNames())('%s: a tensor, an initializer, an output and nodes', async (name) => {
    await expectSame(renamed({ conv: name }));
    await expectSame(renamed({ flat: name }));
    await expectSame(renamed({ v: name }));
    await expectSame(renamed({ scores: name }));
    await expectSame(renamed({}, { Conv: name }));
    await expectSame(renamed({}, { Gemm: name }));
  });

  test.each(addedNames())('%s: the image', async (name) => {
    await expectSame(renamed({ image: name }));
  });

  test.each(['logits', 'score_weights', 'top_score_weight', 'gradients/relu'])(
    '%s: the layer itself',
    async (name) => {
      await expectSame(renamed({ relu: name }), name);
    },
  );

  test('all of the public names at once, and those that the model would take in their place', async () => {
    await expectSame(
      renamed(
        {
          conv: 'model/logits',
          flat: 'logits',
          mean: 'gradients/relu',
          v: 'score_weights',
          image: 'activations/relu',
        },
        { Conv: 'logits', Gemm: 'score_weights', Flatten: 'gradients/relu' },
      ),
    );
  });

  test('a renamed image is told of', () => {
    const { image, notes } = exportGradient(prepareModel(renamed({ image: 'logits' })), { layers: ['relu'] });
    expect(image).toBe('model/logits');
    expect(notes).toEqual([
      'The model\'s input "logits" is called "model/logits" in the export, which has a "logits" of its own.',
    ]);
  });
});
