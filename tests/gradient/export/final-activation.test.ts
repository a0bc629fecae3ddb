import { describe, expect, test } from 'vitest';
import { exportGradient, exportSingle } from '../../../src/gradient/export/export-gradient.js';
import { findScores } from '../../../src/gradient/export/find-scores.js';
import { toHalf } from '../../../src/onnx/graph/half.js';
import { DataType, type Model, type Tensor } from '../../../src/onnx/graph/model.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import {
  buildModel,
  float,
  floatTensor,
  int64Tensor,
  seededNumbers,
  type NodeInput,
} from '../../fixtures/build-model.js';
import { runModel, tensor } from '../run-model.js';

const IMAGE = tensor([1, 3, 2, 2], seededNumbers(12, 1));
const CONSTANTS: readonly Tensor[] = [
  ...Object.entries({
    half: 0.5,
    minus: -1,
    zero: 0,
    one: 1,
    two: 2,
    ten: 10,
    hundred: 100,
    small: 1e-7,
  }).map(([name, value]) => floatTensor(name, [], [value])),
  floatTensor('row', [1, 4], [100, 100, 100, 100]),
  floatTensor('age', [1], [116]),
  int64Tensor('axes', [1], [1]),
  int64Tensor('flat', [2], [1, -1]),
  int64Tensor('last', [1], [3]),
  int64Tensor('end', [1], [4]),
  int64Tensor('first', [1], [1]),
];

/** An image, a layer, and so many scores `raw`, which the nodes turn into `out`; large ones, that saturate. */
function network(classes: number, nodes: readonly NodeInput[], opset = 17): Model {
  return buildModel({
    opset,
    inputs: { image: [1, 3, 2, 2] },
    outputs: ['out'],
    initializers: [
      floatTensor(
        'w',
        [12, classes],
        seededNumbers(12 * classes, 2).map((value) => 40 * value),
      ),
      floatTensor('v', [12, classes], seededNumbers(12 * classes, 3)),
      ...CONSTANTS,
    ],
    nodes: [
      ['Relu', ['image'], ['layer']],
      ['Flatten', ['layer'], ['vector']],
      ['MatMul', ['vector', 'w'], ['raw']],
      ...nodes,
    ],
  });
}

const softmaxOf = (logits: Float32Array): number[] => {
  const largest = Math.max(...logits);
  const powers = Array.from(logits, (value) => Math.exp(value - largest));
  return powers.map((value) => value / powers.reduce((a, b) => a + b));
};
const sigmoidOf = (logits: Float32Array): number[] =>
  Array.from(logits, (value) => 1 / (1 + Math.exp(-value)));

const shiftedExp = (input = 'raw'): NodeInput[] => [
  ['ReduceMax', [input], ['most'], { axes: [1], keepdims: 1 }],
  ['Sub', [input, 'most'], ['shifted']],
  ['Exp', ['shifted'], ['e']],
];
const sum = (input = 'e', output = 's'): NodeInput => [
  'ReduceSum',
  [input, 'axes'],
  [output],
  { keepdims: 1 },
];
const softmax = (output = 'out', input = 'raw'): NodeInput => ['Softmax', [input], [output], { axis: 1 }];
const oneDiv = (input = 'raw', output = 'out'): NodeInput[] => [
  ['Neg', [input], ['minused']],
  ['Exp', ['minused'], ['e']],
  ['Add', ['one', 'e'], ['d']],
  ['Div', ['one', 'd'], [output]],
];

/** What comes behind `raw`, what it is, and what the logits are beside it. */
type Row = readonly [name: string, nodes: readonly NodeInput[], scale?: number];

const SOFTMAXES: readonly Row[] = [
  ['with the maximum taken off', [...shiftedExp(), sum(), ['Div', ['e', 's'], ['out']]]],
  ['as it stands in a book', [['Exp', ['raw'], ['e']], sum(), ['Div', ['e', 's'], ['out']]]],
  [
    'by a sum that lost its axis',
    [
      ...shiftedExp(),
      ['ReduceSum', ['e', 'axes'], ['s'], { keepdims: 0 }],
      ['Unsqueeze', ['s', 'axes'], ['t']],
      ['Div', ['e', 't'], ['out']],
    ],
  ],
  ['by ReduceL1', [...shiftedExp(), ['ReduceL1', ['e'], ['s'], { axes: [1] }], ['Div', ['e', 's'], ['out']]]],
  [
    'by a sum that is never zero',
    [...shiftedExp(), sum(), ['Add', ['s', 'small'], ['t']], ['Div', ['e', 't'], ['out']]],
  ],
  ['by a reciprocal', [...shiftedExp(), sum(), ['Reciprocal', ['s'], ['t']], ['Mul', ['t', 'e'], ['out']]]],
  [
    'with other shapes and types between',
    [
      ['Cast', ['raw'], ['wide'], { to: DataType.DOUBLE }],
      ['Cast', ['wide'], ['narrow'], { to: DataType.FLOAT }],
      ...shiftedExp('narrow'),
      ['Identity', ['e'], ['f']],
      sum('f'),
      ['Reshape', ['e', 'flat'], ['g']],
      ['Div', ['g', 's'], ['h']],
      ['Reshape', ['h', 'flat'], ['out']],
    ],
  ],
  [
    'of a temperature',
    [['Div', ['raw', 'ten'], ['cool']], ...shiftedExp('cool'), sum(), ['Div', ['e', 's'], ['out']]],
    0.1,
  ],
  [
    'of a temperature behind the shift',
    [
      ['ReduceMax', ['raw'], ['most'], { axes: [1], keepdims: 1 }],
      ['Sub', ['raw', 'most'], ['shifted']],
      ['Div', ['shifted', 'ten'], ['cool']],
      ['Exp', ['cool'], ['e']],
      sum(),
      ['Div', ['e', 's'], ['out']],
    ],
    0.1,
  ],
  [
    'of powers of two',
    [['Div', ['raw', 'hundred'], ['u']], ['Pow', ['two', 'u'], ['e']], sum(), ['Div', ['e', 's'], ['out']]],
    Math.LN2 / 100,
  ],
  ['of an operator and a temperature', [['Mul', ['raw', 'half'], ['cool']], softmax('out', 'cool')], 0.5],
  ['times 100', [softmax('p'), ['Mul', ['p', 'hundred'], ['out']]]],
  ['times 100, one for each class', [softmax('p'), ['Mul', ['row', 'p'], ['out']]]],
  ['by a constant', [softmax('p'), ['Div', ['p', 'two'], ['out']]]],
  ['within bounds', [softmax('p'), ['Clip', ['p', 'small', 'one'], ['out']]]],
  [
    'within bounds, by Max and Min',
    [softmax('p'), ['Max', ['p', 'small'], ['q']], ['Min', ['one', 'q'], ['out']]],
  ],
  [
    'plus a little, divided by its sum',
    [softmax('p'), sum('p'), ['Div', ['p', 's'], ['q']], ['Add', ['q', 'small'], ['out']]],
  ],
  [
    'of a logarithm',
    [
      ['LogSoftmax', ['raw'], ['l'], { axis: 1 }],
      ['Exp', ['l'], ['out']],
    ],
  ],
  [
    'of a logarithm in parts',
    [
      ['ReduceLogSumExp', ['raw'], ['l'], { axes: [1] }],
      ['Sub', ['raw', 'l'], ['m']],
      ['Exp', ['m'], ['out']],
    ],
  ],
];

const LOGARITHMS: readonly Row[] = [
  ['in parts', [...shiftedExp(), sum(), ['Log', ['s'], ['l']], ['Sub', ['shifted', 'l'], ['out']]]],
  [
    'in parts, with the maximum put back',
    [
      ...shiftedExp(),
      sum(),
      ['Log', ['s'], ['l']],
      ['Add', ['l', 'most'], ['m']],
      ['Sub', ['raw', 'm'], ['out']],
    ],
  ],
  [
    'by ReduceLogSumExp',
    [
      ['ReduceLogSumExp', ['raw'], ['l'], { axes: [1] }],
      ['Sub', ['raw', 'l'], ['out']],
    ],
  ],
  [
    'of a softmax that is never zero',
    [softmax('p'), ['Add', ['p', 'small'], ['q']], ['Log', ['q'], ['out']]],
  ],
  ['of a softmax in parts', [...shiftedExp(), sum(), ['Div', ['e', 's'], ['p']], ['Log', ['p'], ['out']]]],
];

const SIGMOIDS: readonly Row[] = [
  ['1 / (1 + exp(-x))', oneDiv()],
  [
    '1 / (exp(-1 x) + 1)',
    [
      ['Mul', ['minus', 'raw'], ['m']],
      ['Exp', ['m'], ['e']],
      ['Add', ['e', 'one'], ['d']],
      ['Div', ['one', 'd'], ['out']],
    ],
  ],
  [
    'the reciprocal',
    [
      ['Sub', ['zero', 'raw'], ['m']],
      ['Exp', ['m'], ['e']],
      ['Add', ['e', 'one'], ['d']],
      ['Reciprocal', ['d'], ['out']],
    ],
  ],
  [
    'the power of -1',
    [
      ['Neg', ['raw'], ['m']],
      ['Exp', ['m'], ['e']],
      ['Add', ['e', 'one'], ['d']],
      ['Pow', ['d', 'minus'], ['out']],
    ],
  ],
  [
    'exp(x) / (1 + exp(x))',
    [
      ['Div', ['raw', 'ten'], ['u']],
      ['Exp', ['u'], ['e']],
      ['Add', ['e', 'one'], ['d']],
      ['Div', ['e', 'd'], ['out']],
    ],
    0.1,
  ],
  ['of a temperature', [['Div', ['raw', 'ten'], ['cool']], ...oneDiv('cool')], 0.1],
  [
    'by tanh',
    [
      ['Mul', ['raw', 'half'], ['h']],
      ['Tanh', ['h'], ['t']],
      ['Mul', ['t', 'half'], ['u']],
      ['Add', ['u', 'half'], ['out']],
    ],
  ],
  [
    'by tanh, halved at the end',
    [
      ['Mul', ['raw', 'half'], ['h']],
      ['Tanh', ['h'], ['t']],
      ['Add', ['one', 't'], ['u']],
      ['Div', ['u', 'two'], ['out']],
    ],
  ],
  [
    'within bounds',
    [
      ['Sigmoid', ['raw'], ['p']],
      ['Clip', ['p', 'small', ''], ['out']],
    ],
  ],
  [
    'times 100',
    [
      ['Sigmoid', ['raw'], ['p']],
      ['Mul', ['p', 'hundred'], ['out']],
    ],
  ],
  [
    'turned round',
    [
      ['Sigmoid', ['raw'], ['p']],
      ['Sub', ['one', 'p'], ['out']],
    ],
    -1,
  ],
  [
    'that never overflows',
    [
      ['GreaterOrEqual', ['raw', 'zero'], ['c']],
      ...oneDiv('raw', 'a'),
      ['Exp', ['raw'], ['g']],
      ['Add', ['one', 'g'], ['h']],
      ['Div', ['g', 'h'], ['b']],
      ['Where', ['c', 'a', 'b'], ['out']],
    ],
  ],
];

const tests = (rows: readonly Row[]) => rows.map(([name, nodes, scale = 1]) => [name, nodes, scale] as const);

async function check(model: Model, classes: number, found: string, scale = 1): Promise<void> {
  const prepared = prepareModel(model);
  const scores = findScores(prepared);
  expect(scores).toMatchObject({ skippedActivation: found, classes, batch: 1 });
  expect(scores.isProbability).toBe(false);
  const weights = tensor([1, classes], seededNumbers(classes, 5));
  const own = await runModel(exportSingle(prepared, { layers: ['layer'] }), {
    image: IMAGE,
    score_weights: weights,
  });
  const plain = prepareModel(network(classes, [['Identity', ['raw'], ['out']]]));
  const raw = await runModel(exportSingle(plain, { layers: ['layer'] }), {
    image: IMAGE,
    score_weights: weights,
  });
  own.logits.data.forEach((value, i) => expect(value / (scale * raw.logits.data[i])).toBeCloseTo(1, 5));
  const [gradients, expected] = [own['gradients/layer'].data, raw['gradients/layer'].data];
  gradients.forEach((value, i) => expect(value).toBeCloseTo(scale * expected[i], 4));
  const { out } = await runModel(model, { image: IMAGE });
  const shown = found === 'sigmoid' ? sigmoidOf(own.logits.data) : softmaxOf(own.logits.data);
  const told = Array.from(out.data, (value) => (found === 'logsoftmax' ? Math.exp(value) : value));
  const factor = found === 'sigmoid' ? (Math.max(...told) > 1.5 ? 100 : 1) : told.reduce((a, b) => a + b);
  shown.forEach((value, i) => expect(value).toBeCloseTo(told[i] / factor, 5));
}

describe('the score is taken before', () => {
  test.each(tests(SOFTMAXES))('a softmax %s', async (_, nodes, scale) => {
    await check(network(4, nodes), 4, 'softmax', scale);
  });

  test.each(tests(LOGARITHMS))('the logarithm of a softmax %s', async (_, nodes, scale) => {
    await check(network(4, nodes), 4, 'logsoftmax', scale);
  });

  test.each(tests(SIGMOIDS))('sigmoids: %s', async (_, nodes, scale) => {
    await check(network(4, nodes), 4, 'sigmoid', scale);
    await check(network(1, nodes), 1, 'sigmoid', scale);
  });

  test('a softmax of bounds in attributes, in an old opset', async () => {
    const nodes: NodeInput[] = [softmax('p'), ['Clip', ['p'], ['out'], { min: float(1e-6), max: float(1) }]];
    await check(network(4, nodes, 9), 4, 'softmax');
  });

  test('the sum over a transposed row', () => {
    const scores = findScores(
      prepareModel(
        network(4, [
          ['Unsqueeze', ['raw', 'axes'], ['wide']],
          ['Softmax', ['wide'], ['p'], { axis: 2 }],
          ['Transpose', ['p'], ['q'], { perm: [0, 2, 1] }],
          ['Squeeze', ['q'], ['out']],
        ]),
      ),
    );
    expect(scores).toMatchObject({ skippedActivation: 'softmax', logits: 'wide', classes: 4 });
  });

  test('a sigmoid in half precision', () => {
    const bits = Uint16Array.of(toHalf(1));
    const model = buildModel({
      inputs: { image: { name: 'image', dataType: DataType.FLOAT16, dims: [1, 1] } },
      outputs: ['out'],
      initializers: [
        { name: 'one', dataType: DataType.FLOAT16, dims: [], data: new Uint8Array(bits.buffer) },
      ],
      nodes: oneDiv('image'),
    });
    expect(findScores(prepareModel(model))).toMatchObject({ skippedActivation: 'sigmoid', logits: 'image' });
  });
});

describe('two classes of one number', () => {
  const pair = (nodes: readonly NodeInput[]) => prepareModel(network(1, nodes));
  const PAIRS: readonly (readonly [string, readonly NodeInput[], readonly number[]])[] = [
    [
      '1 - p, p',
      [
        ['Sigmoid', ['raw'], ['p']],
        ['Sub', ['one', 'p'], ['q']],
        ['Concat', ['q', 'p'], ['out'], { axis: 1 }],
      ],
      [-1, 1],
    ],
    [
      'p, 1 - p',
      [
        ['Sigmoid', ['raw'], ['p']],
        ['Sub', ['one', 'p'], ['q']],
        ['Concat', ['p', 'q'], ['out'], { axis: -1 }],
      ],
      [1, -1],
    ],
    [
      'in parts',
      [...oneDiv('raw', 'p'), ['Sub', ['one', 'p'], ['q']], ['Concat', ['q', 'p'], ['out'], { axis: 1 }]],
      [-1, 1],
    ],
    [
      '1 + (-1) p',
      [
        ['Sigmoid', ['raw'], ['p']],
        ['Mul', ['p', 'minus'], ['m']],
        ['Add', ['m', 'one'], ['q']],
        ['Concat', ['q', 'p'], ['out'], { axis: 1 }],
      ],
      [-1, 1],
    ],
  ];

  test.each(PAIRS)('%s', async (_, nodes, signs) => {
    const prepared = pair(nodes);
    expect(findScores(prepared)).toMatchObject({ skippedActivation: 'sigmoid', classes: 2, logits: 'raw' });
    const model = network(1, nodes);
    const { out } = await runModel(model, { image: IMAGE });
    for (const [index, sign] of signs.entries()) {
      const weights = tensor([1, 2], [Number(index === 0), Number(index === 1)]);
      const own = await runModel(exportSingle(prepared, { layers: ['layer'] }), {
        image: IMAGE,
        score_weights: weights,
      });
      sigmoidOf(own.logits.data).forEach((value, i) => expect(value).toBeCloseTo(out.data[i], 5));
      const plain = prepareModel(network(1, [['Identity', ['raw'], ['out']]]));
      const raw = await runModel(exportSingle(plain, { layers: ['layer'] }), {
        image: IMAGE,
        score_weights: tensor([1, 1], [sign]),
      });
      expect(own['gradients/layer']).toEqual(raw['gradients/layer']);
    }
  });

  test('the halves of the export agree', async () => {
    const prepared = pair(PAIRS[0][1]);
    const { trunk, head, image } = exportGradient(prepared, { layers: ['layer'] });
    const carried = await runModel(trunk!, { [image]: IMAGE });
    const weights = { score_weights: tensor([1, 2], [1, 0]), top_score_weight: tensor([1], [0]) };
    const split = await runModel(head, { ...carried, ...weights });
    const whole = await runModel(exportSingle(prepared, { layers: ['layer'] }), { image: IMAGE, ...weights });
    expect(split.logits).toEqual(whole.logits);
    expect(split['gradients/layer']).toEqual(whole['gradients/layer']);
  });

  test('a softmax turned round is that of the other class', () => {
    const prepared = prepareModel(network(2, [softmax('p'), ['Sub', ['one', 'p'], ['out']]]));
    expect(findScores(prepared).parts).toEqual([{ tensor: 'raw', scale: -1 }]);
  });

  test('heads with a sigmoid of their own', () => {
    const prepared = prepareModel(
      network(2, [
        ['MatMul', ['vector', 'v'], ['other']],
        ['Sigmoid', ['raw'], ['p']],
        ['Sigmoid', ['other'], ['q']],
        ['Concat', ['p', 'q'], ['out'], { axis: 1 }],
      ]),
    );
    const parts = ['raw', 'other'].map((name) => ({ tensor: name, scale: 1 }));
    expect(findScores(prepared)).toMatchObject({ skippedActivation: 'sigmoid', classes: 4, parts });
  });
});

describe('what cannot be stepped over', () => {
  test.each<[string, number, readonly NodeInput[]]>([
    [
      'some of the classes of a softmax',
      4,
      [softmax('p'), ['Slice', ['p', 'first', 'end', 'axes'], ['out']]],
    ],
    [
      'the mean of two softmaxes',
      4,
      [
        softmax('p'),
        ['MatMul', ['vector', 'v'], ['other']],
        softmax('q', 'other'),
        ['Add', ['p', 'q'], ['s']],
        ['Mul', ['s', 'half'], ['out']],
      ],
    ],
    [
      'a softmax beside a sigmoid',
      4,
      [softmax('p'), ['Sigmoid', ['raw'], ['q']], ['Concat', ['p', 'q'], ['out'], { axis: 1 }]],
    ],
    [
      'a product of sigmoids',
      4,
      [
        ['Sigmoid', ['raw'], ['p']],
        ['Mul', ['p', 'p'], ['out']],
      ],
    ],
    ['a hard sigmoid', 1, [['HardSigmoid', ['raw'], ['out']]]],
    ['what is cut off at 0 and 1', 1, [['Clip', ['raw', 'zero', 'one'], ['out']]]],
  ])('%s is known to be from 0 to 1', (_, classes, nodes) => {
    const { skippedActivation, isProbability, logits } = findScores(prepareModel(network(classes, nodes)));
    expect({ skippedActivation, isProbability, logits }).toEqual({
      skippedActivation: undefined,
      isProbability: true,
      logits: 'out',
    });
  });

  test.each<[string, readonly NodeInput[]]>([
    ['a number of its own', [['Identity', ['raw'], ['out']]]],
    [
      'a sigmoid that was stretched to a quantity',
      [
        ['Sigmoid', ['raw'], ['p']],
        ['Mul', ['p', 'age'], ['out']],
      ],
    ],
    [
      'a sigmoid that was stretched to both sides of zero',
      [
        ['Sigmoid', ['raw'], ['p']],
        ['Mul', ['p', 'two'], ['q']],
        ['Sub', ['q', 'one'], ['out']],
      ],
    ],
    [
      'a division by another thing',
      [
        ['Exp', ['raw'], ['e']],
        ['Add', ['raw', 'one'], ['d']],
        ['Div', ['e', 'd'], ['out']],
      ],
    ],
  ])('%s is none', (_, nodes) => {
    const { skippedActivation, isProbability } = findScores(prepareModel(network(1, nodes)));
    expect({ skippedActivation, isProbability }).toEqual({
      skippedActivation: undefined,
      isProbability: false,
    });
  });

  test('a sum over other numbers than those above it', () => {
    const prepared = prepareModel(
      network(4, [
        ['Exp', ['raw'], ['e']],
        ['MatMul', ['vector', 'v'], ['other']],
        ['Exp', ['other'], ['f']],
        sum('f'),
        ['Div', ['e', 's'], ['out']],
      ]),
    );
    expect(findScores(prepared).skippedActivation).toBeUndefined();
  });

  test('rows that were made of other axes than the classes', () => {
    const model = buildModel({
      inputs: { image: [2, 3] },
      outputs: ['out'],
      initializers: [int64Tensor('row', [2], [1, 6])],
      nodes: [
        ['Sigmoid', ['image'], ['p']],
        ['Reshape', ['p', 'row'], ['out']],
      ],
    });
    expect(findScores(prepareModel(model))).toMatchObject({ logits: 'out', classes: 6, isProbability: true });
  });

  test('what is taken as it is', () => {
    const prepared = prepareModel(network(1, [['Sigmoid', ['raw'], ['out']]]));
    expect(findScores(prepared, undefined, { asIs: true })).toMatchObject({ logits: 'out', notes: [] });
  });
});
