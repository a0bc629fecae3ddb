import { expect, test } from 'vitest';
import { exportGradient } from '../../../src/gradient/export/export-gradient.js';
import { prepareModel, type PreparedModel } from '../../../src/onnx/prepare/prepare-model.js';
import { expectFault } from '../../faults/expect-fault.js';
import type { FaultName } from '../../faults/faults.js';
import { buildModel, floatTensor, type NodeInput } from '../../fixtures/build-model.js';

const IMAGE = { x: [1, 3, 4, 4] };
const WEIGHTS = floatTensor(
  'w',
  [2, 3, 3, 3],
  Array.from({ length: 54 }, (_, i) => i / 54 - 0.5),
);

const ROIS = floatTensor('rois', [1, 5], [0, 0, 0, 1, 1]);

function network(nodes: readonly NodeInput[], inputs: Readonly<Record<string, readonly number[]>> = IMAGE) {
  const initializers = 'w' in inputs ? [] : [WEIGHTS, ROIS];
  return prepareModel(
    buildModel({
      ...{ inputs, outputs: ['scores'], initializers },
      nodes: [['Conv', ['x', 'w'], ['a']], ...nodes],
    }),
  );
}

const POOLED: readonly NodeInput[] = [
  ['GlobalAveragePool', ['a'], ['pooled']],
  ['Flatten', ['pooled'], ['scores']],
];

const CASES: Readonly<Partial<Record<FaultName, () => PreparedModel>>> = {
  noRule: () =>
    network([
      ['MaxRoiPool', ['a', 'rois'], ['pooled'], { pooled_shape: [1, 1] }],
      ['Flatten', ['pooled'], ['scores']],
    ]),
  quantisedActivations: () =>
    network([
      ['DynamicQuantizeLinear', ['a'], ['q', 's', 'z']],
      ['DequantizeLinear', ['q', 's', 'z'], ['b']],
      ['GlobalAveragePool', ['b'], ['pooled']],
      ['Flatten', ['pooled'], ['scores']],
    ]),
  severalInputs: () =>
    network([['Add', ['a', 'y'], ['b']], ['GlobalAveragePool', ['b'], ['pooled']], POOLED[1]], {
      ...IMAGE,
      y: [1, 2, 2, 2],
    }),
  weightsAsInputs: () => network(POOLED, { ...IMAGE, w: [2, 3, 3, 3] }),
};

test.each([
  ['noRule', 'a'],
  ['quantisedActivations', 'a'],
  ['severalInputs', 'a'],
  ['weightsAsInputs', 'a'],
] as const)('%s', async (name, layer) => {
  const attempt = async (): Promise<unknown> => exportGradient(CASES[name]!(), { layers: [layer] });
  await expectFault(attempt(), name);
});

test('a layer that is not there', async () => {
  const prepared = network(POOLED);
  const attempt = async (layer: string): Promise<unknown> => exportGradient(prepared, { layers: [layer] });
  await expectFault(attempt('conv9'), 'noSuchLayer');
  await expect(attempt('a')).resolves.toBeDefined();
});
