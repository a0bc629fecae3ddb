import { expect, test } from 'vitest';
import type { LabelChoice } from '../../../../src/components/panel/labels/label-choice.js';
import { foldText } from '../../../../src/components/panel/labels/fold-text.js';
import { searchChoices } from '../../../../src/components/panel/labels/search-choices.js';

const choices = (...texts: string[]): LabelChoice[] =>
  texts.map((text, index) => ({ value: String(index), text, share: undefined }));

const found = (query: string, ...texts: string[]): string[] =>
  searchChoices(choices(...texts), query).map(({ text }) => text);

test('an empty query means everything, in its order', () => {
  const all = choices('b', 'a');
  expect(searchChoices(all, '')).toBe(all);
  expect(searchChoices(all, ' \t')).toBe(all);
});

test('the whole first, then beginnings, then words, then what is inside', () => {
  const texts = ['scar', 'sports car', 'carton', 'car', 'cab'];
  expect(found('car', ...texts)).toEqual(['car', 'carton', 'sports car', 'scar']);
});

test('equally good ones keep their order', () => {
  expect(found('t', 'tiger', 'tench', 'table')).toEqual(['tiger', 'tench', 'table']);
});

test('words in any order, and each of them', () => {
  expect(found('bear am', 'American black bear', 'brown bear', 'barbeque')).toEqual(['American black bear']);
  expect(found('ear rown', 'American black bear', 'brown bear')).toEqual(['brown bear']);
});

test.each([
  ['MÜLLER', 'Müller'],
  ['muller', 'Müller'],
  ['Ærø', 'aero club'],
  ['strasse', 'Straße'],
  ['lodz', 'Łódź'],
  ['istanbul', 'İstanbul'],
  ['ΣΟΦΟΣ', 'σοφος'],
  ['شمس', 'شَمْس'],
  ['tshirt', 'T-shirt'],
  ['t shirt', 'T-shirt'],
  ['T-Shirt', 't-shirt'],
  ['ｃａｔ', 'cat'],
  ['ねこ', 'くろねこ'],
  ['c++', 'C++'],
  ['517', 'crane (517)'],
])('%s finds %s', (query, text) => {
  expect(found(query, 'zzz', text)).toEqual([text]);
});

test.each([
  ['dog', 'cat'],
  ['+', 'cat'],
  ['cat dog', 'cat'],
])('%s does not find %s', (query, text) => {
  expect(found(query, text)).toEqual([]);
});

test('marks that are letters of their own stay', () => {
  expect(foldText('a^b `c` ~')).toBe('a^b `c` ~');
});

test('a word may begin after any sign', () => {
  expect(found('belt', 'hebelte', 'seat_belt', 'conveyor-belt')).toEqual([
    'seat_belt',
    'conveyor-belt',
    'hebelte',
  ]);
});

test('one of twenty thousand labels', () => {
  const many = choices(...Array.from({ length: 20_000 }, (_, i) => `Spécimen nº ${i}`));
  const begun = Array.from({ length: 10 }, (_, i) => `1999${i}`);
  expect(searchChoices(many, 'specimen no 1999').map(({ value }) => value)).toEqual([
    '1999',
    ...begun,
    '11999',
  ]);
});
