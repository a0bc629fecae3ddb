import { describe, expect, test } from 'vitest';
import { findScores } from '../../../src/gradient/export/find-scores.js';
import { DataType, type Model, type Tensor } from '../../../src/onnx/graph/model.js';
import { parseModel } from '../../../src/onnx/codec/parse-model.js';
import { bytesOf } from '../../../src/onnx/codec/byte-source.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import { printModel } from '../../../src/onnx/codec/print-model.js';
import { withFloatImage } from '../../../src/onnx/prepare/with-float-image.js';
import { guessCard, type GuessedCard } from '../../../src/models/guess/guess-card.js';
import { imageFront } from '../../../src/models/guess/image-front.js';
import { modelFacts } from '../../../src/models/guess/model-facts.js';
import {
  buildModel,
  floatTensor,
  int64Tensor,
  seededNumbers,
  type NodeInput,
} from '../../fixtures/build-model.js';

interface Classifier {
  readonly image?: string;
  readonly shape?: readonly number[];
  readonly output?: string;
  readonly classes?: number;
  readonly producer?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** The image is one of bytes, and becomes float32 in the model. */
  readonly takesBytes?: boolean;
  /** Operator and constant, applied to the image one after the other. */
  readonly steps?: readonly (readonly [opType: string, values: readonly number[]])[];
}

/** Image, steps, 1x1 convolution, global pooling: the file of a small classifier. */
function classifier({
  image = 'input',
  shape = [1, 3, 32, 32],
  output = 'output',
  ...rest
}: Classifier): Model {
  const { classes = 5, producer, metadata = {}, steps = [], takesBytes = false } = rest;
  const isLast = shape[3] === 3;
  const channels = isLast ? 3 : shape[1];
  const nodes: NodeInput[] = [];
  let tensor = image;
  if (isLast) {
    nodes.push(['Transpose', [image], ['nchw'], { perm: [0, 3, 1, 2] }]);
    tensor = 'nchw';
  }
  if (takesBytes) {
    nodes.push(['Cast', [tensor], ['floats'], { to: DataType.FLOAT }]);
    tensor = 'floats';
  }
  for (const [index, [opType]] of steps.entries()) {
    nodes.push([opType, [tensor, `c${index}`], [`step${index}`]]);
    tensor = `step${index}`;
  }
  nodes.push(
    ['Conv', [tensor, 'w'], ['conv']],
    ['GlobalAveragePool', ['conv'], ['pool']],
    ['Flatten', ['pool'], [output]],
  );
  const model = buildModel({
    inputs: { [image]: shape },
    outputs: [output],
    initializers: [
      floatTensor('w', [classes, channels, 1, 1], seededNumbers(classes * channels)),
      ...steps.map(([, values], index) => floatTensor(`c${index}`, [1, values.length, 1, 1], values)),
    ],
    nodes,
  });
  const inputs = model.graph.inputs.map((input) =>
    takesBytes ? { ...input, dataType: DataType.UINT8 } : input,
  );
  const graph = { ...model.graph, inputs };
  return { ...model, graph, producer, metadata: new Map(Object.entries(metadata)) };
}

async function guess(description: Classifier): Promise<GuessedCard> {
  const file = printModel(classifier(description));
  const found = await parseModel(bytesOf(file), { location: 'own.onnx' });
  const prepared = prepareModel(withFloatImage(found));
  const { graph } = prepared.model;
  const { output, classes } = findScores(prepared);
  return guessCard(modelFacts(prepared, { image: graph.inputs[0].name, output, classes }));
}

const IMAGENET = { channels: 'RGB', range: [0, 1], mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const NONE = { mean: [0, 0, 0], std: [1, 1, 1] };

describe('how a model wants its images', () => {
  test.each<[string, Classifier, object, GuessedCard['confidence']]>([
    ['from PyTorch', { producer: 'pytorch' }, { ...IMAGENET, resize: 'crop', cropFraction: 0.875 }, 'likely'],
    ['from MXNet', { image: 'data', output: 'net0_dense0_fwd' }, IMAGENET, 'likely'],
    [
      'from Caffe',
      { image: 'data_0', output: 'prob_1' },
      { channels: 'BGR', range: [0, 255], mean: [103.939, 116.779, 123.68], std: [1, 1, 1] },
      'likely',
    ],
    [
      'from Keras',
      { shape: [1, 32, 32, 3], producer: 'tf2onnx' },
      { layout: 'NHWC', range: [-1, 1], ...NONE, resize: 'stretch' },
      'unsure',
    ],
    [
      'from Ultralytics',
      { producer: 'pytorch', metadata: { task: 'classify', stride: '1' } },
      { range: [0, 1], ...NONE, resize: 'crop', cropFraction: 1 },
      'stated',
    ],
    ['from nowhere', {}, IMAGENET, 'unsure'],
    [
      'that divides by 255',
      {
        steps: [
          ['Mul', [1 / 255]],
          ['Sub', [0.485, 0.456, 0.406]],
          ['Div', [0.229, 0.224, 0.225]],
        ],
      },
      { range: [0, 255], ...NONE },
      'likely',
    ],
    [
      'that subtracts a mean of bytes',
      { steps: [['Sub', [123.7, 116.8, 103.9]]] },
      { range: [0, 255], ...NONE },
      'likely',
    ],
    [
      'that normalises for itself',
      {
        producer: 'pytorch',
        steps: [
          ['Mul', [4.37, 4.46, 4.44]],
          ['Add', [-2.12, -2.04, -1.8]],
        ],
      },
      { range: [0, 1], ...NONE },
      'likely',
    ],
    [
      'of bytes',
      { producer: 'pytorch', takesBytes: true, steps: [['Sub', [0.5]]] },
      { range: [0, 255], ...NONE },
      'stated',
    ],
    [
      'of bytes, channels last',
      { shape: [1, 32, 32, 3], takesBytes: true },
      { layout: 'NHWC', range: [0, 255], ...NONE },
      'stated',
    ],
    [
      'of grey images',
      { shape: [1, 1, 32, 32], producer: 'pytorch' },
      { channels: 'GRAY', range: [0, 1], mean: [0], std: [1] },
      'likely',
    ],
  ])('%s', async (_, description, expected, confidence) => {
    const card = await guess(description);
    expect(card.input).toMatchObject({ width: 32, height: 32, ...expected });
    expect(card.confidence).toBe(confidence);
    const asked = card.questions.find(({ field }) => field === 'input');
    expect(asked?.confidence ?? 'stated').toBe(confidence);
    expect(asked?.choices[0].card.input ?? card.input).toEqual(card.input);
  });

  test('is that of the catalogue where its tensors are called the same', async () => {
    const card = await guess({ image: 'images:0', shape: [1, 32, 32, 3], output: 'Softmax:0' });
    expect(card.input).toMatchObject({
      layout: 'NHWC',
      mean: [127, 127, 127],
      std: [128, 128, 128],
      width: 32,
    });
    expect(card.notes[0]).toMatch(/called as in EfficientNet-Lite4/);
    expect(card.questions[0].choices[0].card.input).toEqual(card.input);
  });

  test('is not that of a model of the catalogue whose tensors are called as many are', async () => {
    const { notes, confidence } = await guess({ image: 'image', output: 'logits' });
    expect(confidence).toBe('unsure');
    expect(notes[0]).not.toMatch(/Workbench/);
  });

  test('is shown in words', async () => {
    const { notes } = await guess({ producer: 'pytorch' });
    expect(notes).toEqual([
      'How the model wants its images was guessed (red first, values from 0 to 1, normalised, its centre), because it comes from PyTorch.',
    ]);
  });

  test('is asked for with whole answers, the guess first', async () => {
    const { questions, input } = await guess({});
    const [question] = questions;
    expect(question.choices.map(({ card }) => card.input?.range)).toEqual([
      [0, 1],
      [0, 1],
      [-1, 1],
      [0, 255],
      [0, 255],
    ]);
    expect(question.choices[0].card.input).toEqual(input);
  });

  test('cannot be said of what is not a picture', async () => {
    await expect(guess({ shape: [1, 8, 32, 32] })).rejects.toMatchObject({ code: 'model-unsupported' });
  });
});

interface Front {
  readonly shape?: readonly number[];
  readonly nodes: readonly NodeInput[];
  readonly initializers?: readonly Tensor[];
  readonly producer?: string;
}

/** What is guessed of an image behind which a convolution reads the last of these nodes. */
async function guessBehind({ shape = [1, 3, 16, 16], nodes, initializers = [], producer }: Front) {
  const model = buildModel({
    inputs: { x: shape },
    outputs: ['y'],
    initializers: [floatTensor('w', [5, shape[1], 3, 3], seededNumbers(45 * shape[1])), ...initializers],
    nodes: [
      ...nodes,
      ['Conv', [nodes.at(-1)![2][0], 'w'], ['c']],
      ['GlobalAveragePool', ['c'], ['p']],
      ['Flatten', ['p'], ['y']],
    ],
  });
  const bytes = printModel({ ...model, producer });
  const prepared = prepareModel(await parseModel(bytesOf(bytes), { location: 'own' }));
  const constants = new Map(
    imageFront(prepared, 'x').missing.map(({ name, link }) => [
      name,
      new Float32Array(bytes.slice(link!.offset, link!.offset + link!.length).buffer),
    ]),
  );
  return guessCard(modelFacts(prepared, { image: 'x', output: 'y', classes: 5, constants })).input;
}

const each = (name: string, values: readonly number[]): Tensor =>
  floatTensor(name, [1, values.length, 1, 1], values);
const one = (name: string, value: number): Tensor => floatTensor(name, [], [value]);
const list = (name: string, ...values: number[]): Tensor => floatTensor(name, [values.length], values);
const picture = (name: string, middle: number): Tensor =>
  floatTensor(
    name,
    [1, 3, 16, 16],
    seededNumbers(768, 3).map((value) => middle + 20 * value),
  );
const bn: NodeInput = ['BatchNormalization', ['x', 'gamma', 'beta', 'mean', 'var'], ['a']];

describe('what a model does to its image itself tells the range of its values:', () => {
  const raw = { channels: 'RGB', range: [0, 255], ...NONE };
  const unit = { channels: 'RGB', range: [0, 1], ...NONE };
  test.each<[string, Front, object]>([
    [
      'a mean image of bytes is subtracted',
      { nodes: [['Sub', ['x', 'm'], ['a']]], initializers: [picture('m', 118)] },
      raw,
    ],
    [
      'a mean image of bytes is added with its sign',
      { nodes: [['Add', ['x', 'm'], ['a']]], initializers: [picture('m', -118)], producer: 'pytorch' },
      raw,
    ],
    [
      'extremes of the training images, pixel by pixel',
      {
        nodes: [
          ['Sub', ['x', 'least'], ['a']],
          ['Div', ['a', 'span'], ['b']],
        ],
        initializers: [picture('least', 20), picture('span', 230)],
      },
      raw,
    ],
    [
      'extremes of the image itself',
      {
        nodes: [
          ['ReduceMin', ['x'], ['least'], { axes: [1, 2, 3] }],
          ['ReduceMax', ['x'], ['most'], { axes: [1, 2, 3] }],
          ['Sub', ['most', 'least'], ['span']],
          ['Sub', ['x', 'least'], ['a']],
          ['Div', ['a', 'span'], ['b']],
        ],
        producer: 'pytorch',
      },
      raw,
    ],
    [
      "ImageNet's mean in bytes, red first",
      { nodes: [['Sub', ['x', 'm'], ['a']]], initializers: [each('m', [123.7, 116.8, 103.9])] },
      raw,
    ],
    [
      "ImageNet's mean in bytes, blue first",
      { nodes: [['Sub', ['x', 'm'], ['a']]], initializers: [each('m', [103.9, 116.8, 123.7])] },
      { ...raw, channels: 'BGR' },
    ],
    [
      "ImageNet's mean, blue first, behind a turn of the colours",
      {
        nodes: [
          ['Gather', ['x', 'order'], ['t'], { axis: 1 }],
          ['Sub', ['t', 'm'], ['a']],
        ],
        initializers: [int64Tensor('order', [3], [2, 1, 0]), each('m', [103.9, 116.8, 123.7])],
      },
      raw,
    ],
    ['a division by 255', { nodes: [['Div', ['x', 'k'], ['a']]], initializers: [one('k', 255)] }, raw],
    [
      'a multiplication by 1/255',
      { nodes: [['Mul', ['k', 'x'], ['a']]], initializers: [one('k', 1 / 255)] },
      raw,
    ],
    [
      'a division by 255 of a grey image',
      { shape: [1, 1, 16, 16], nodes: [['Div', ['x', 'k'], ['a']]], initializers: [one('k', 255)] },
      { channels: 'GRAY', range: [0, 255], mean: [0], std: [1] },
    ],
    [
      'to between -1 and 1, from bytes',
      {
        nodes: [
          ['Div', ['x', 'k'], ['a']],
          ['Sub', ['a', 'one'], ['b']],
        ],
        initializers: [one('k', 127.5), one('one', 1)],
      },
      raw,
    ],
    [
      'to between -1 and 1, from 0 to 1',
      {
        nodes: [
          ['Mul', ['x', 'two'], ['a']],
          ['Sub', ['a', 'one'], ['b']],
        ],
        initializers: [one('two', 2), one('one', 1)],
      },
      unit,
    ],
    [
      'from between -1 and 1 to bytes',
      {
        nodes: [
          ['Mul', ['x', 'k'], ['a']],
          ['Add', ['a', 'k'], ['b']],
        ],
        initializers: [one('k', 127.5)],
      },
      { range: [-1, 1], ...NONE },
    ],
    [
      'from 0 to 1 to bytes, less their mean',
      {
        nodes: [
          ['Mul', ['x', 'k'], ['a']],
          ['Sub', ['a', 'm'], ['b']],
        ],
        initializers: [one('k', 255), each('m', [123.7, 116.8, 103.9])],
      },
      unit,
    ],
    [
      'a BatchNormalization of bytes',
      {
        nodes: [bn],
        initializers: [
          list('gamma', 1, 1, 1),
          list('beta', 0, 0, 0),
          list('mean', 120, 110, 100),
          list('var', 4900, 4800, 5000),
        ],
        producer: 'pytorch',
      },
      raw,
    ],
    [
      'a BatchNormalization of values from 0 to 1',
      {
        nodes: [bn],
        initializers: [
          list('gamma', 1, 1, 1),
          list('beta', 0, 0, 0),
          list('mean', 0.48, 0.45, 0.4),
          list('var', 0.07, 0.07, 0.08),
        ],
      },
      unit,
    ],
    [
      'a BatchNormalization of what is normalised already says nothing',
      {
        nodes: [bn],
        initializers: [
          list('gamma', 1, 1, 1),
          list('beta', 0, 0, 0),
          list('mean', 0.02, 0, -0.03),
          list('var', 1.1, 1, 0.9),
        ],
        producer: 'pytorch',
      },
      IMAGENET,
    ],
    [
      'a scale layer of one weight a channel',
      {
        nodes: [['Conv', ['x', 's', 'o'], ['a'], { group: 3 }]],
        initializers: [floatTensor('s', [3, 1, 1, 1], [0.017, 0.017, 0.017]), list('o', -2.1, -2, -1.8)],
      },
      raw,
    ],
    [
      'a Clip to bytes',
      { nodes: [['Clip', ['x', 'least', 'most'], ['a']]], initializers: [one('least', 0), one('most', 255)] },
      raw,
    ],
    [
      'bytes made of it',
      {
        nodes: [
          ['Cast', ['x'], ['a'], { to: DataType.UINT8 }],
          ['Cast', ['a'], ['b'], { to: DataType.FLOAT }],
        ],
      },
      raw,
    ],
    [
      "a quantisation that just holds ImageNet's normalised colours",
      {
        nodes: [
          ['QuantizeLinear', ['x', 'step', 'zero'], ['q']],
          ['DequantizeLinear', ['q', 'step', 'zero'], ['a']],
        ],
        initializers: [
          one('step', 0.0186),
          { name: 'zero', dataType: DataType.UINT8, dims: [], data: Uint8Array.of(114) },
        ],
      },
      IMAGENET,
    ],
  ])('%s', async (_, front, expected) => {
    expect(await guessBehind(front)).toMatchObject(expected);
  });
});

describe('what the classes are called', () => {
  test.each<[string, string, readonly string[] | undefined]>([
    [
      'a dictionary as Python prints it',
      `{0: 'cat', 1: "jack-o'-lantern", 2: 'it\\'s'}`,
      ['cat', "jack-o'-lantern", "it's"],
    ],
    ['a list', '["bolt", "nut", "gear"]', ['bolt', 'nut', 'gear']],
    ['lines', 'bolt\nnut\ngear', ['bolt', 'nut', 'gear']],
    ['too few', '["bolt", "nut"]', undefined],
    ['something else', 'three', undefined],
  ])('is read from metadata: %s', async (_, names, expected) => {
    const { labels, questions } = await guess({ classes: 3, metadata: { names }, producer: 'pytorch' });
    expect(labels).toEqual(expected);
    const asked = questions.filter(({ field }) => field === 'labels');
    expect(asked).toMatchObject(expected ? [] : [{ confidence: 'unsure', count: 3 }]);
  });

  test('is taken from ImageNet for 1000 classes, and said so', async () => {
    const { labels, notes, questions } = await guess({ classes: 1000, producer: 'pytorch' });
    expect(labels).toBe('imagenet-1k');
    expect(questions.at(-1)).toMatchObject({ field: 'labels', confidence: 'likely' });
    expect(notes[1]).toMatch(/taken to be ImageNet/);
  });
});
