import { describe, expect, test } from 'vitest';
import { boxesOf } from '../../src/components/overlay/labels/draft-boxes.js';
import type { KnownCard } from '../../src/models/model-card.js';
import { printModel } from '../../src/onnx/codec/print-model.js';
import {
  buildModel,
  floatTensor,
  int64Tensor,
  seededNumbers,
  type NodeInput,
} from '../fixtures/build-model.js';
import { expectError } from '../fixtures/expect-error.js';
import { createClient } from './clients.js';
import type { OneSubject } from './one-subject.js';
import { TINY_CARD, tinyImage } from './tiny-classifier.js';

/** A layer `late` [1, 4, 16, 16] and so many numbers `raw`, which the nodes turn into the output `out`. */
function network(numbers: number, nodes: readonly NodeInput[], scale = 1): Blob {
  const model = buildModel({
    inputs: { image: [1, 3, 16, 16] },
    outputs: ['out'],
    initializers: [
      floatTensor('w1', [4, 3, 3, 3], seededNumbers(108, 1)),
      floatTensor(
        'w2',
        [numbers, 4],
        seededNumbers(4 * numbers, 2).map((value) => 40 * scale * value),
      ),
      floatTensor('one', [], [1]),
      floatTensor('half', [], [0.5]),
      floatTensor('hundred', [], [100]),
      int64Tensor('axes', [1], [1]),
      int64Tensor('none', [1], [-1]),
    ],
    nodes: [
      ['Conv', ['image', 'w1'], ['conv'], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }],
      ['Relu', ['conv'], ['late']],
      ['GlobalAveragePool', ['late'], ['pooled']],
      ['Flatten', ['pooled'], ['flat']],
      ['Gemm', ['flat', 'w2'], ['raw'], { transB: 1 }],
      ...nodes,
    ],
  });
  return new Blob([printModel(model)]);
}

type Card = KnownCard;

async function opened(data: Blob, card: Card = {}): Promise<OneSubject> {
  const client = createClient();
  await client.open({ data, card: { input: TINY_CARD.input, ...card } });
  client.setImage(await tinyImage());
  return client;
}

const GRAD = { method: 'hires-cam', targetClass: 'top' } as const;
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const SAME: NodeInput = ['Identity', ['raw'], ['out']];

/** The number that a network of one number gives. */
async function rawOf(scale = 1): Promise<number> {
  const client = await opened(network(1, [SAME], scale), { output: { name: 'out', activation: 'none' } });
  return (await client.explain(GRAD)).score;
}

describe('one number', () => {
  test.each<[string, NodeInput[], Card]>([
    ['a logit [N, 1]', [SAME], {}],
    ['a logit [N]', [['Reshape', ['raw', 'none'], ['out']]], {}],
    ['a logit without axes', [['Squeeze', ['raw'], ['out']]], {}],
    ['a sigmoid', [['Sigmoid', ['raw'], ['out']]], {}],
    [
      'a sigmoid in percent',
      [
        ['Sigmoid', ['raw'], ['p']],
        ['Mul', ['p', 'hundred'], ['out']],
      ],
      {},
    ],
    ['a softmax, which would always be 1', [['Softmax', ['raw'], ['out'], { axis: 1 }]], {}],
    ['a logit whose card says softmax', [SAME], { output: { name: 'out', activation: 'softmax' } }],
    ['a logit whose card says sigmoid', [SAME], { output: { name: 'out', activation: 'sigmoid' } }],
    ['a logit with a label', [SAME], { labels: ['scratch'] }],
  ])('is the score of a class: %s', async (_, nodes, card) => {
    const raw = await rawOf(-0.1);
    expect(raw).not.toBeCloseTo(0, 1);
    const client = await opened(network(1, nodes, -0.1), card);
    const top = await client.explain(GRAD);
    const label = card.labels?.[0] ?? 'class 0';
    expect(top).toMatchObject({ classIndex: 0, label, isProbability: true });
    expect(top.score).toBeCloseTo(sigmoid(raw), 5);
    const negative = await client.explain({ ...GRAD, targetClass: `not ${label}` });
    expect(negative).toMatchObject({ classIndex: 1, label: `not ${label}` });
    expect(negative.score).toBeCloseTo(1 - top.score, 5);
    expect(await client.explain({ ...GRAD, targetClass: 1 })).toMatchObject({ map: negative.map });
    const drafts = [top, negative].filter(({ empty }) => !empty).map((one) => boxesOf(one, 'm')[0].score);
    expect(drafts.length).toBeGreaterThan(0);
    for (const score of drafts)
      expect([top.score, negative.score].some((own) => Math.abs(own - score) < 1e-6)).toBe(true);
  });

  test('has the map of its negated score for the negative class', async () => {
    const card: Card = { output: { name: 'out', activation: 'sigmoid' } };
    const there = await opened(network(1, [SAME]), card);
    const turned = await opened(network(1, [['Neg', ['raw'], ['out']]]), card);
    const maps = [await there.explain(GRAD), await turned.explain(GRAD)];
    const negatives = [1, 1].map(() => ({ ...GRAD, targetClass: 1 }));
    expect((await there.explain(negatives[0])).map).toEqual(maps[1].map);
    expect((await turned.explain(negatives[1])).map).toEqual(maps[0].map);
    expect(maps.some(({ empty }) => !empty)).toBe(true);
    for (const method of ['score-cam', 'ablation-cam']) {
      const options = { method, targetClass: 1 } as const;
      expect((await there.explain(options)).map).toEqual(
        (await turned.explain({ ...options, targetClass: 0 })).map,
      );
    }
  });

  test('with two labels: the first is that of low scores, and the likelier one is on top', async () => {
    for (const scale of [-0.1, 0.1]) {
      const raw = await rawOf(scale);
      const client = await opened(network(1, [SAME], scale), { labels: ['cat', 'dog'] });
      const { label, score, scores } = await client.explain(GRAD);
      expect(label).toBe(raw > 0 ? 'dog' : 'cat');
      expect(score).toBeGreaterThan(0.5);
      expect(scores[1]).toBeCloseTo(sigmoid(raw), 5);
    }
  });

  test('is asked about, with the sigmoid first', async () => {
    const info = await createClient().open({ data: network(1, [SAME]), card: { input: TINY_CARD.input } });
    expect(info.card.output.activation).toBe('sigmoid');
    const asked = info.questions.find(({ field }) => field === 'output');
    expect(asked).toMatchObject({ confidence: 'unsure' });
    expect(asked?.choices.map(({ card }) => card.output?.activation)).toEqual(['sigmoid', 'none']);
    expect(info.notes.join(' ')).toMatch(/one number, which is shown after a sigmoid/);
  });

  test.each<[string, NodeInput[], number]>([
    ['as it is', [SAME], 1],
    [
      'of a sigmoid',
      [
        ['Sigmoid', ['raw'], ['p']],
        ['Mul', ['p', 'hundred'], ['q']],
        ['Mul', ['q', 'half'], ['out']],
      ],
      0.1,
    ],
    ['above zero', [['Relu', ['raw'], ['out']]], 1],
  ])('is a quantity where the card says so: %s', async (_, nodes, scale) => {
    const raw = await rawOf(scale);
    const [{ 0: last }] = nodes.slice(-1);
    const expected = last === 'Mul' ? 50 * sigmoid(raw) : last === 'Relu' ? Math.max(0, raw) : raw;
    const card: Card = { output: { activation: 'none' }, labels: ['age'] };
    const client = await opened(network(1, nodes, scale), card);
    const explanation = await client.explain(GRAD);
    expect(explanation).toMatchObject({ label: 'age', isProbability: false });
    expect(explanation.score).toBeCloseTo(expected, 3);
    expect(explanation.scores).toHaveLength(1);
    for (const { score, provenance } of boxesOf(explanation, 'm')) {
      expect(provenance.value).toBe(explanation.score);
      expect(score).toBeLessThanOrEqual(1);
    }
  });

  test('that no logit can be is taken for a quantity, and asked about', async () => {
    const info = await createClient().open({
      data: network(1, [['Relu', ['raw'], ['out']]]),
      card: { input: TINY_CARD.input },
    });
    expect(info.card.output.activation).toBe('none');
    expect(info.questions.map(({ field }) => field)).toContain('output');
  });
});

describe('probabilities get no second softmax', () => {
  const softmax: NodeInput = ['Softmax', ['raw'], ['p'], { axis: 1 }];
  test.each<[string, number, NodeInput[], Card]>([
    [
      '[1 - p, p]',
      1,
      [
        ['Sigmoid', ['raw'], ['p']],
        ['Sub', ['one', 'p'], ['q']],
        ['Concat', ['q', 'p'], ['out'], { axis: 1 }],
      ],
      {},
    ],
    [
      'a softmax in parts',
      4,
      [
        ['Exp', ['raw'], ['e']],
        ['ReduceSum', ['e', 'axes'], ['s']],
        ['Div', ['e', 's'], ['out']],
      ],
      {},
    ],
    ['a mean of two', 4, [softmax, ['Add', ['p', 'p'], ['q']], ['Mul', ['half', 'q'], ['out']]], {}],
    [
      'normalised by a norm',
      4,
      [
        ['Relu', ['raw'], ['r']],
        ['LpNormalization', ['r'], ['out'], { p: 1, axis: 1 }],
      ],
      {},
    ],
    [
      'the same, and the card says softmax',
      4,
      [
        ['Relu', ['raw'], ['r']],
        ['LpNormalization', ['r'], ['out'], { p: 1, axis: 1 }],
      ],
      { output: { name: 'out', activation: 'softmax' } },
    ],
    [
      'the same, and the card says none',
      4,
      [
        ['Relu', ['raw'], ['r']],
        ['LpNormalization', ['r'], ['out'], { p: 1, axis: 1 }],
      ],
      { output: { name: 'out', activation: 'none' } },
    ],
  ])('%s', async (_, numbers, nodes, card) => {
    const { scores, isProbability } = await (await opened(network(numbers, nodes, 0.1), card)).explain(GRAD);
    const asRun = await opened(network(numbers, [...nodes.slice(0, -1), [...nodes.at(-1)!]], 0.1), {
      output: { name: 'out', activation: 'none' },
    });
    expect(isProbability).toBe(true);
    expect(scores.reduce((a, b) => a + b)).toBeCloseTo(1, 4);
    expect(Math.max(...scores)).toBeGreaterThan(0.51);
    expect((await asRun.explain(GRAD)).scores).toHaveLength(scores.length);
  });

  test('sigmoids of several classes stay each by itself', async () => {
    const client = await opened(network(4, [['Sigmoid', ['raw'], ['out']]], 0.1));
    const plain = await opened(network(4, [SAME], 0.1), { output: { name: 'out', activation: 'none' } });
    const [{ scores }, { scores: logits, isProbability }] = [
      await client.explain(GRAD),
      await plain.explain(GRAD),
    ];
    scores.forEach((score, i) => expect(score).toBeCloseTo(sigmoid(logits[i]), 5));
    expect(isProbability).toBe(false);
  });

  test('logits that happen to add up to one are logits where the graph says so', async () => {
    const client = await opened(
      network(2, [
        ['Sub', ['raw', 'raw'], ['zero']],
        ['Add', ['zero', 'half'], ['even']],
        ['Softmax', ['even'], ['out'], { axis: 1 }],
      ]),
    );
    expect((await client.explain(GRAD)).scores).toEqual(Float32Array.of(0.5, 0.5));
  });
});

test('an activation that does not exist is refused', async () => {
  const card = { input: TINY_CARD.input, output: { name: 'out', activation: 'relu' } } as unknown as Card;
  await expectError(
    createClient().open({ data: network(1, [SAME]), card }),
    'bad-option',
    /softmax, sigmoid, none/,
  );
});

describe('two classes of one name', () => {
  const LABELS = ['crane', 'dog', 'crane', 'hen'];

  test('keep their numbers, and their drafts differ', async () => {
    const client = await opened(network(4, [SAME], 0.1), { labels: LABELS });
    const found = [];
    for (const targetClass of [0, 2]) found.push(await client.explain({ ...GRAD, targetClass }));
    expect(found.map(({ label }) => label)).toEqual(['crane (class 0)', 'crane (class 2)']);
    expect((await client.explain({ ...GRAD, targetClass: 'crane (class 2)' })).classIndex).toBe(2);
    expect((await client.explain({ ...GRAD, targetClass: 'hen' })).classIndex).toBe(3);
  });

  test('are not chosen between where only the name is given', async () => {
    const client = await opened(network(4, [SAME], 0.1), { labels: LABELS });
    await expectError(
      client.explain({ ...GRAD, targetClass: 'crane' }),
      'bad-option',
      /2 classes are called "crane": 0 .*, 2/,
    );
  });

  test('are told of', async () => {
    const { notes, card } = await createClient().open({
      data: network(4, [SAME]),
      card: { input: TINY_CARD.input, labels: LABELS },
    });
    expect(card.labels).toEqual(['crane (class 0)', 'dog', 'crane (class 2)', 'hen']);
    expect(notes).toContain('2 classes are called "crane": 0, 2. Their numbers are put behind the name.');
  });
});

describe('a map that is zero everywhere says why:', () => {
  const softmax: NodeInput = ['Softmax', ['raw'], ['p'], { axis: 1 }];
  const mean: NodeInput[] = [softmax, ['Add', ['p', 'p'], ['q']], ['Mul', ['half', 'q'], ['out']]];

  test('a saturated activation that could not be stepped over', async () => {
    const client = await opened(network(4, mean, 1e4));
    const { empty, note, score } = await client.explain(GRAD);
    expect({ empty, score }).toEqual({ empty: true, score: 1 });
    expect(note).toMatch(/The score of class \d, 1, is saturated: .* export the model without it/);
  });

  test('a score that does not depend on the layer', async () => {
    const client = await opened(
      network(4, [
        ['Sub', ['raw', 'raw'], ['zero']],
        ['Add', ['zero', 'half'], ['out']],
      ]),
    );
    expect((await client.explain(GRAD)).note).toMatch(/does not depend on this layer/);
  });

  test('evidence against the class, and a choice of nothing', async () => {
    const client = await opened(network(1, [SAME]));
    const both = [0, 1].map((targetClass) => client.explain({ method: 'grad-cam', targetClass }));
    for (const { empty, note } of await Promise.all(both)) {
      if (empty) expect(note).toMatch(/counts against it/);
      else expect(note).toBeUndefined();
    }
    const { note } = await client.explain({ ...GRAD, channels: [] });
    expect(note).toMatch(/chosen part of the layer/);
  });

  test('not where the activation could be stepped over', async () => {
    const parts: NodeInput[] = [
      ['ReduceMax', ['raw'], ['most'], { axes: [1] }],
      ['Sub', ['raw', 'most'], ['z']],
      ['Exp', ['z'], ['e']],
      ['ReduceSum', ['e', 'axes'], ['s']],
      ['Div', ['e', 's'], ['out']],
    ];
    const { empty, note, score } = await (await opened(network(4, parts, 1e4))).explain(GRAD);
    expect({ empty, note, score }).toEqual({ empty: false, note: undefined, score: 1 });
  });
});

const FILES = import.meta.glob<string>('../fixtures/scores/*.onnx', {
  query: '?url',
  import: 'default',
  eager: true,
});

async function file(name: string, card: Card = {}) {
  const client = createClient();
  const data = await (await fetch(FILES[`../fixtures/scores/${name}.onnx`])).blob();
  const info = await client.open({ data, card });
  client.setImage(await tinyImage());
  return { client, info, top: await client.explain({ method: 'grad-cam', targetClass: 'top' }) };
}

describe('files as exporters wrote them', () => {
  test('one logit', async () => {
    const { top } = await file('one-logit');
    expect(top.score).toBeLessThan(0.5);
    expect(top.score + top.scores[1]).toBeCloseTo(1, 6);
  });

  test('one quantity', async () => {
    const { info } = await file('one-number-regression');
    expect(info.questions.find(({ field }) => field === 'output')?.choices).toHaveLength(2);
    const { top } = await file('one-number-regression', { output: { name: 'logits', activation: 'none' } });
    expect(top).toMatchObject({ isProbability: false });
    expect(top.scores).toHaveLength(1);
  });

  test.each(['softmax-in-parts-saturated', 'softmax-times-100'])('%s', async (name) => {
    const { top, info } = await file(name);
    expect(info.card.output.activation).toBe('softmax');
    expect(top.scores.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    expect(top.empty).toBe(false);
  });

  test('a node that is called as the export calls its scores', async () => {
    expect((await file('node-named-logits')).top.scores).toHaveLength(5);
  });

  test('a map of names', async () => {
    const { info, top } = await file('zipmap-string-labels');
    expect(info.card.labels).toEqual(['bolt', 'gear', 'nut', 'washer']);
    expect(top.label).toBe(info.card.labels[top.classIndex]);
  });

  test('names to numbers, and escapes', async () => {
    expect((await file('names-name-to-index')).info.card.labels).toEqual(['apple', 'zebra', 'pear', 'fig']);
    const { info } = await file('names-python-escapes');
    expect(info.card.labels).toEqual(['café', 'naïve “quoted”', "jack-o'-lantern", 'a, b: c']);
  });
});
