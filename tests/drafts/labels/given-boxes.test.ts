import { expect, test } from 'vitest';
import { readGivenBoxes, type GivenBox } from '../../../src/drafts/labels/given-boxes.js';
import { randomId } from '../../../src/drafts/labels/random-id.js';
import { badOption, draft, drawn } from './label-fixtures.js';

const read = (...boxes: unknown[]) => readGivenBoxes(boxes as GivenBox[], () => 'new');

test('what is left out, or null, has a default', () => {
  const expected = {
    ...drawn(1),
    id: 'new',
    score: 1,
    status: 'accepted',
    provenance: { model: '', method: 'manual', layer: '', threshold: 0, edited: true },
  };
  expect(read(drawn(1))).toEqual([expected]);
  expect(read({ ...drawn(1), id: null, score: null, polygon: null, provenance: null })).toEqual([expected]);
  expect(read({ ...drawn(1), provenance: { model: 'detector' } })[0].provenance).toEqual({
    ...expected.provenance,
    model: 'detector',
  });
});

test('a box of the library comes back as it is, through JSON too', () => {
  const box = draft('a', 0.5, {
    status: 'rejected',
    polygon: [
      [0, 0],
      [1, 0],
      [0, 1],
    ],
  });
  expect(read(box)).toEqual([box]);
  expect(read(JSON.parse(JSON.stringify(box)))).toEqual([box]);
});

test('fields that nobody knows stay behind, and the page keeps its own arrays', () => {
  const polygon = [
    [0, 0],
    [1, 0],
    [0, 1],
  ];
  const [box] = read({ ...drawn(1), polygon, colour: 'red', provenance: { who: 'me' } });
  polygon[0][0] = 99;
  expect(box.polygon?.[0]).toEqual([0, 0]);
  expect(Object.keys(box)).not.toContain('colour');
  expect(Object.keys(box.provenance)).not.toContain('who');
});

test.each<[string, object, RegExp]>([
  ['x', { x: NaN }, /^boxes\[1\]\.x is NaN; it must be a finite number\.$/],
  ['y', { y: '3' }, /^boxes\[1\]\.y is "3"; it must be a finite number\.$/],
  ['width', { width: 0 }, /^boxes\[1\]\.width is 0; it must be a finite number above 0\.$/],
  ['height', { height: Infinity }, /^boxes\[1\]\.height is Infinity;/],
  ['label', { label: undefined }, /^boxes\[1\]\.label is missing; it must be a text that is not empty\.$/],
  ['an empty label', { label: '' }, /^boxes\[1\]\.label is "";/],
  ['id', { id: 7 }, /^boxes\[1\]\.id is 7; it must be a text/],
  [
    'the id "all"',
    { id: 'all' },
    /^boxes\[1\]\.id is "all"; it must be a text that is neither empty nor "all"/,
  ],
  [
    'status',
    { status: 'done' },
    /^boxes\[1\]\.status is "done"; it must be "draft", "accepted" or "rejected"/,
  ],
  ['score', { score: 1.5 }, /^boxes\[1\]\.score is 1\.5; it must be a number from 0 to 1\.$/],
  [
    'polygon',
    { polygon: [[1, 2, 3]] },
    /^boxes\[1\]\.polygon is a list; it must be a list of \[x, y\] pairs/,
  ],
  ['provenance', { provenance: 'me' }, /^boxes\[1\]\.provenance is "me"; it must be an object\.$/],
  ['model', { provenance: { model: 3 } }, /^boxes\[1\]\.provenance\.model is 3; it must be a text\.$/],
])('%s is checked', (_, field, says) => {
  expect(() => read(drawn(1), { ...drawn(2), ...field })).toThrow(badOption(says));
});

test('what is no box, or no list, is an error', () => {
  expect(() => read(null)).toThrow(badOption(/^boxes\[0\] is null; it must be an object\.$/));
  expect(() => readGivenBoxes(drawn(1) as unknown as GivenBox[], () => 'new')).toThrow(
    badOption(/^boxes is an object; it must be a list of boxes\.$/),
  );
});

test('an id cannot be given twice', () => {
  expect(() => read({ ...drawn(1), id: 'a' }, { ...drawn(2), id: 'a' })).toThrow(
    badOption(/^boxes\[1\]\.id is "a"; it must be an id that no other box of the list has\.$/),
  );
});

test('new ids do not repeat', () => {
  const ids = new Set(Array.from({ length: 100_000 }, () => randomId('drawn')));
  expect(ids.size).toBe(100_000);
});
