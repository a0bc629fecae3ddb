import { expect, test } from 'vitest';
import { shareText } from '../../../../src/components/panel/labels/label-choice.js';
import { LabelList, LatestLabelList } from '../../../../src/components/panel/labels/label-list.js';

const SOURCE = {
  own: undefined,
  labels: ['heron', 'tench', 'crane', 'drake'],
  classes: ['heron', 'tench', 'crane', 'drake'],
  scores: Float32Array.of(0.125, 0, 0.5, 0.25),
  isProbability: true,
};

test('the strongest classes come first', () => {
  expect(new LabelList(SOURCE).classChoices).toEqual([
    { value: '2', text: 'crane', share: 0.5 },
    { value: '3', text: 'drake', share: 0.25 },
    { value: '0', text: 'heron', share: 0.125 },
    { value: '1', text: 'tench', share: 0 },
  ]);
});

test('labels of the page that are told twice are told apart', () => {
  const { names } = new LabelList({ ...SOURCE, own: ['part', 'part'], labels: [] });
  expect(names).toEqual(['part (class 0)', 'part (class 1)']);
});

test('the negative of a single score is a class, and no label of a box', () => {
  const list = new LabelList({
    ...SOURCE,
    labels: ['cat'],
    classes: ['cat', 'not cat'],
    scores: Float32Array.of(0.25, 0.75),
  });
  expect(list.classChoices.map(({ text }) => text)).toEqual(['not cat', 'cat']);
  expect(list.names).toEqual(['cat']);
});

test('numbers that are no share of anything give an order and no share', () => {
  const { classChoices } = new LabelList({
    ...SOURCE,
    isProbability: false,
    scores: Float32Array.of(-2, 40, 7, -3),
  });
  expect(classChoices.map(({ text, share }) => [text, share])).toEqual([
    ['tench', undefined],
    ['crane', undefined],
    ['heron', undefined],
    ['drake', undefined],
  ]);
});

test('a class without a label is there by its number', () => {
  const { classChoices } = new LabelList({ ...SOURCE, classes: ['tench'] });
  expect(classChoices.map(({ text }) => text)).toEqual(['class 2', 'class 3', 'tench', 'class 1']);
});

test('labels of boxes: those of the page as it lists them, then the strongest of the model, each once', () => {
  const list = new LabelList({ ...SOURCE, own: ['scratch', 'tench'] });
  expect(list.boxChoices).toEqual([
    { value: 'scratch', text: 'scratch', share: undefined },
    { value: 'tench', text: 'tench', share: 0 },
    { value: 'crane', text: 'crane', share: 0.5 },
    { value: 'drake', text: 'drake', share: 0.25 },
    { value: 'heron', text: 'heron', share: 0.125 },
  ]);
  expect(list.names).toEqual(['scratch', 'tench', 'heron', 'crane', 'drake']);
});

test('before anything is explained the model has an order and no scores', () => {
  const { boxChoices, classChoices } = new LabelList({ ...SOURCE, scores: undefined });
  expect(boxChoices.map(({ text }) => text)).toEqual(['heron', 'tench', 'crane', 'drake']);
  expect(classChoices.map(({ value }) => value)).toEqual(['0', '1', '2', '3']);
  expect(boxChoices.every(({ share }) => share === undefined)).toBe(true);
});

test('logits count as what they are shares of', () => {
  const { classChoices } = new LabelList({
    ...SOURCE,
    classes: ['a', 'b'],
    scores: Float32Array.of(0, Math.log(3)),
  });
  expect(classChoices[0].share).toBeCloseTo(0.75, 6);
});

test('is made once for equal sources', () => {
  const lists = new LatestLabelList();
  const list = lists.of(SOURCE);
  expect(lists.of({ ...SOURCE })).toBe(list);
  expect(lists.of({ ...SOURCE, own: ['x'] })).not.toBe(list);
});

test.each([
  [0, '0%'],
  [0.0001, '<1%'],
  [0.01, '1%'],
  [0.994, '99%'],
  [1, '100%'],
])('a share of %d reads %s', (share, text) => {
  expect(shareText(share)).toBe(text);
});
