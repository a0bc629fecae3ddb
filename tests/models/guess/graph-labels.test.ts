import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { exportGradient, exportSingle } from '../../../src/gradient/export/export-gradient.js';
import { findScores } from '../../../src/gradient/export/find-scores.js';
import { graphLabels } from '../../../src/models/guess/graph-labels.js';
import { bytesOf } from '../../../src/onnx/codec/byte-source.js';
import { parseModel } from '../../../src/onnx/codec/parse-model.js';
import { printModel } from '../../../src/onnx/codec/print-model.js';
import { encodeText } from '../../../src/onnx/codec/text.js';
import { DataType, type Attribute, type Model, type Tensor } from '../../../src/onnx/graph/model.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import {
  buildModel,
  floatTensor,
  int64Tensor,
  seededNumbers,
  type NodeInput,
} from '../../fixtures/build-model.js';
import { runModel, tensor } from '../../gradient/run-model.js';

const ML = new Set(['ZipMap', 'ArrayFeatureExtractor', 'LabelEncoder']);
const strings = (...value: string[]): Attribute => ({ type: 'strings', value });
const ints = (...value: number[]): Attribute => ({ type: 'ints', value });
const stringTensor = (name: string, ...values: string[]): Tensor => ({
  name,
  dataType: DataType.STRING,
  dims: [values.length],
  strings: values.map(encodeText),
});

/** A classifier of three classes that ends as exporters of scikit-learn and Custom Vision let it. */
async function classifier(outputs: readonly string[], nodes: readonly NodeInput[]): Promise<Model> {
  const model = buildModel({
    inputs: { x: [1, 3, 2, 2] },
    outputs,
    initializers: [
      floatTensor('w', [3, 3, 1, 1], seededNumbers(9, 1)),
      stringTensor('names', 'bolt', 'gear', 'nut'),
      int64Tensor('numbers', [3], [10, 20, 30]),
      int64Tensor('counted', [3], [0, 1, 2]),
      int64Tensor('flat', [1], [-1]),
    ],
    nodes: [
      ['Conv', ['x', 'w'], ['conv']],
      ['Relu', ['conv'], ['layer']],
      ['GlobalAveragePool', ['layer'], ['pooled']],
      ['Flatten', ['pooled'], ['logits']],
      ['Softmax', ['logits'], ['prob'], { axis: 1 }],
      ...nodes,
    ],
  });
  const graph = {
    ...model.graph,
    nodes: model.graph.nodes.map((node) => (ML.has(node.opType) ? { ...node, domain: 'ai.onnx.ml' } : node)),
  };
  const file = printModel({ ...model, opsets: new Map([...model.opsets, ['ai.onnx.ml', 1]]), graph });
  return parseModel(bytesOf(file), { location: 'm.onnx' });
}

const ARGMAX: NodeInput = ['ArgMax', ['prob'], ['best'], { axis: 1, keepdims: 0 }];
const PICKED: NodeInput[] = [
  ARGMAX,
  ['ArrayFeatureExtractor', ['names', 'best'], ['picked']],
  ['Reshape', ['picked', 'flat'], ['label']],
];
const NAMES = ['bolt', 'gear', 'nut'];

type Row = readonly [string, readonly string[], readonly NodeInput[], readonly string[] | undefined];
const ROWS: readonly Row[] = [
  [
    'a map of names',
    ['map'],
    [['ZipMap', ['prob'], ['map'], { classlabels_strings: strings(...NAMES) }]],
    NAMES,
  ],
  [
    'a map of numbers',
    ['map'],
    [['ZipMap', ['prob'], ['map'], { classlabels_int64s: ints(10, 20, 30) }]],
    ['10', '20', '30'],
  ],
  [
    'a map that only counts',
    ['map'],
    [['ZipMap', ['prob'], ['map'], { classlabels_int64s: ints(0, 1, 2) }]],
    undefined,
  ],
  [
    'a label and a map',
    ['label', 'map'],
    [...PICKED, ['ZipMap', ['prob'], ['map'], { classlabels_strings: strings(...NAMES) }]],
    NAMES,
  ],
  [
    'a label and a map that only counts',
    ['label', 'map'],
    [...PICKED, ['ZipMap', ['prob'], ['map'], { classlabels_int64s: ints(0, 1, 2) }]],
    NAMES,
  ],
  ['a label and probabilities', ['label', 'prob'], PICKED, NAMES],
  ['a label alone', ['label'], PICKED, NAMES],
  [
    'a number of a table alone',
    ['label'],
    [ARGMAX, ['ArrayFeatureExtractor', ['numbers', 'best'], ['label']]],
    ['10', '20', '30'],
  ],
  [
    'a map through another type',
    ['map'],
    [
      ['Cast', ['prob'], ['wide'], { to: DataType.FLOAT }],
      ['ZipMap', ['wide'], ['map'], { classlabels_strings: strings(...NAMES) }],
    ],
    NAMES,
  ],
  [
    'an encoder of old',
    ['label', 'prob'],
    [ARGMAX, ['LabelEncoder', ['best'], ['label'], { classes_strings: strings(...NAMES) }]],
    NAMES,
  ],
  [
    'an encoder of keys',
    ['label', 'prob'],
    [
      ARGMAX,
      [
        'LabelEncoder',
        ['best'],
        ['label'],
        { keys_int64s: ints(2, 0, 1), values_strings: strings('nut', 'bolt', 'gear') },
      ],
    ],
    NAMES,
  ],
  [
    'an encoder behind a table',
    ['label', 'prob'],
    [
      ARGMAX,
      ['ArrayFeatureExtractor', ['numbers', 'best'], ['number']],
      [
        'LabelEncoder',
        ['number'],
        ['label'],
        { keys_int64s: ints(30, 20, 10), values_strings: strings('nut', 'gear', 'bolt') },
      ],
    ],
    NAMES,
  ],
  [
    'an encoder of tensors',
    ['label', 'prob'],
    [
      ARGMAX,
      [
        'LabelEncoder',
        ['best'],
        ['label'],
        { keys_tensor: int64Tensor('k', [3], [0, 1, 2]), values_tensor: stringTensor('v', ...NAMES) },
      ],
    ],
    NAMES,
  ],
];

describe('a model that names its best class', () => {
  test.each(ROWS)('%s', async (_, outputs, nodes, names) => {
    const model = await classifier(outputs, nodes);
    const prepared = prepareModel(model);
    const { logits, classes, skippedActivation } = findScores(prepared);
    expect({ logits, classes, skippedActivation }).toEqual({
      logits: 'logits',
      classes: 3,
      skippedActivation: 'softmax',
    });
    for (const output of outputs.filter((name) => name === 'map' || outputs.length === 1))
      expect(findScores(prepared, output).logits).toBe('logits');
    expect(graphLabels(model.graph, classes)).toEqual(names);
    const { trunk, head } = exportGradient(prepared, { layers: ['layer'] });
    for (const { graph, opsets } of [trunk!, head, prepared.model]) {
      expect(graph.nodes.filter(({ domain }) => domain !== '')).toEqual([]);
      if (graph !== prepared.model.graph) expect(opsets.has('ai.onnx.ml')).toBe(false);
    }
    const x = tensor([1, 3, 2, 2], seededNumbers(12, 2));
    const found = await runModel(exportSingle(prepared, { layers: ['layer'] }), {
      x,
      score_weights: tensor([1, 3], [1, 0, 0]),
    });
    expect(found.logits.data).toHaveLength(3);
  });

  test('names of another number of classes are not used', async () => {
    const model = await classifier(
      ['map'],
      [['ZipMap', ['prob'], ['map'], { classlabels_strings: strings('a', 'b') }]],
    );
    expect(graphLabels(model.graph, 3)).toBeUndefined();
  });

  test('a file of Custom Vision', async () => {
    const bytes = await readFile(new URL('../../fixtures/scores/zipmap-string-labels.onnx', import.meta.url));
    const model = await parseModel(bytesOf(new Uint8Array(bytes)), { location: 'm.onnx' });
    expect(findScores(prepareModel(model))).toMatchObject({ logits: 'logits', classes: 4 });
    expect(graphLabels(model.graph, 4)).toEqual(['bolt', 'gear', 'nut', 'washer']);
  });
});
