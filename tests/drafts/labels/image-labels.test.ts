import { describe, expect, test } from 'vitest';
import { boxesFromMap } from '../../../src/drafts/map/boxes-from-map.js';
import type { DraftBox } from '../../../src/drafts/draft-box.js';
import type { ImageLabels } from '../../../src/drafts/labels/image-labels.js';
import { badOption, draft, drawn, labelsOf, summary } from './label-fixtures.js';
import { bumps } from '../map/maps.js';

const TRIANGLE = [
  [0, 0],
  [1, 0],
  [0, 1],
] as const;

describe('deciding', () => {
  test('accepts one, and returns it', () => {
    const labels = labelsOf(draft('a', 0), draft('b', 50));
    expect(labels.accept('b', 'person')).toEqual([draft('b', 50, { status: 'accepted' })]);
    expect(summary(labels)).toEqual(['b accepted', 'a draft']);
  });
  test('accepts all drafts, not what was rejected', () => {
    const labels = labelsOf(draft('a', 0), draft('b', 50), draft('c', 90));
    labels.reject('b', 'person');
    expect(labels.accept('all', 'person').map(({ id }) => id)).toEqual(['a', 'c']);
    expect(summary(labels)).toEqual(['b rejected', 'a accepted', 'c accepted']);
  });
  test('rejects all drafts, not what was accepted', () => {
    const labels = labelsOf(draft('a', 0), draft('b', 50));
    labels.accept('a', 'person');
    labels.reject('all', 'person');
    expect(summary(labels)).toEqual(['a accepted', 'b rejected']);
  });
  test('a decision can be changed, and taken back', () => {
    const labels = labelsOf(draft('a', 0));
    labels.reject('a', 'person');
    labels.accept('a', 'person');
    expect(summary(labels)).toEqual(['a accepted']);
    labels.restore('a', 'person');
    expect(summary(labels)).toEqual(['a draft']);
  });
  test('a restored draft follows the threshold again', () => {
    const labels = labelsOf(draft('a', 0));
    labels.reject('a', 'person');
    labels.propose([draft('a', 2, { width: 12 })]);
    expect(labels.restore('a', 'person')).toEqual([draft('a', 2, { width: 12 })]);
    expect(labels.boxes).toEqual([draft('a', 2, { width: 12 })]);
    expect(labels.held).toEqual([]);
  });
  test('a restored draft that was edited, or is no longer proposed, is as it was left', () => {
    const labels = labelsOf(draft('a', 0), draft('b', 50));
    labels.resize('a', { x: 1, y: 1, width: 2, height: 2 }, 'person');
    labels.reject('all', 'person');
    labels.propose([draft('a', 0)]);
    labels.restore('a', 'person');
    labels.restore('b', 'person');
    expect(labels.boxes).toMatchObject([
      { id: 'a', status: 'draft', width: 2 },
      { id: 'b', status: 'draft', x: 50 },
    ]);
    expect(labels.restore('a', 'person')).toEqual([]);
  });
  test('a restored draft does not vanish behind another box of the same object', () => {
    const labels = labelsOf(draft('a', 0));
    labels.reject('a', 'person');
    labels.add([{ ...drawn(1, 'dog'), id: 'mine' }], 'person');
    labels.restore('a', 'person');
    expect(summary(labels)).toEqual(['a draft', 'mine accepted']);
  });
  test.each([
    ['accept', (labels: ImageLabels) => labels.accept('nope', 'page')],
    ['reject', (labels: ImageLabels) => labels.reject('nope', 'page')],
    ['restore', (labels: ImageLabels) => labels.restore('nope', 'page')],
    ['relabel', (labels: ImageLabels) => labels.relabel('nope', 'cat', 'page')],
    ['resize', (labels: ImageLabels) => labels.resize('nope', drawn(0), 'page')],
    ['remove', (labels: ImageLabels) => labels.remove('nope', 'page')],
  ])('%s of an unknown id is an error', (_, act) => {
    expect(() => act(labelsOf(draft('a', 0)))).toThrow(badOption(/no box "nope"; take an id/));
  });
});

describe('when the machine proposes anew', () => {
  test('drafts are replaced', () => {
    const labels = labelsOf(draft('a', 0), draft('b', 50));
    labels.propose([draft('b', 52)]);
    expect(labels.boxes).toEqual([draft('b', 52)]);
  });
  test.each(['accept', 'reject'] as const)('after %s the box stays as it was', (decide) => {
    const labels = labelsOf(draft('a', 0));
    const [decided] = labels[decide]('a', 'person');
    labels.propose([draft('a', 1, { width: 30, height: 40 })]);
    expect(labels.boxes).toEqual([decided]);
  });
  test('a moved draft stays as it was left, and stays a draft', () => {
    const labels = labelsOf(draft('a', 0));
    labels.resize('a', { x: 5, y: 6, width: 7, height: 8 }, 'person');
    labels.propose([draft('a', 1)]);
    expect(labels.boxes).toEqual([
      draft('a', 5, { y: 6, width: 7, height: 8, provenance: { ...draft('a', 0).provenance, edited: true } }),
    ]);
  });
  test('an object that was rejected under another id stays rejected where it is', () => {
    const labels = labelsOf(draft('a', 0));
    labels.reject('a', 'person');
    labels.propose([draft('other', 1), draft('elsewhere', 40)]);
    expect(summary(labels)).toEqual(['a rejected', 'elsewhere draft']);
  });
  test('another class in the same place is another object', () => {
    const labels = labelsOf(draft('a', 0));
    labels.reject('a', 'person');
    labels.propose([draft('b', 0, { label: 'cat' })]);
    expect(summary(labels)).toEqual(['a rejected', 'b draft']);
  });
  test('a draft keeps its id where the new one has another', () => {
    const labels = labelsOf(draft('a', 0), draft('b', 50));
    labels.propose([draft('x', 51), draft('y', 90)]);
    expect(summary(labels)).toEqual(['b draft', 'y draft']);
  });
  test('an id is not given twice', () => {
    const labels = labelsOf(draft('a', 0));
    labels.propose([draft('x', 0), draft('y', 1), draft('a', 60)]);
    expect(summary(labels)).toEqual(['x draft', 'y draft', 'a draft']);
  });
  test('rejected objects stay rejected at every threshold of a real map', () => {
    const map = bumps(14, 14, [
      { x: 0.25, y: 0.25, radius: 0.15, top: 1 },
      { x: 0.7, y: 0.7, radius: 0.15, top: 0.8 },
    ]);
    const at = (threshold: number): DraftBox[] =>
      boxesFromMap(map, {
        threshold,
        rect: { x: 0, y: 0, width: 224, height: 224 },
        label: 'dog',
        provenance: { model: 'm', method: 'grad-cam', layer: 'l' },
      });
    const labels = labelsOf(...at(0.5));
    const [, lower] = labels.boxes;
    labels.reject(lower.id, 'person');
    for (let threshold = 0.05; threshold < 1; threshold += 0.05) {
      labels.propose(at(threshold));
      expect(labels.boxes.filter(({ status }) => status === 'draft')).toHaveLength(1);
      expect(labels.boxes.filter(({ status }) => status === 'rejected')).toEqual([
        { ...lower, status: 'rejected' },
      ]);
    }
  });
});

describe('editing', () => {
  test('moves an accepted box, which stays accepted; its polygon goes', () => {
    const labels = labelsOf(draft('a', 0, { polygon: TRIANGLE }));
    labels.accept('a', 'person');
    const moved = labels.resize('a', { x: 1, y: 2, width: 3, height: 4 }, 'person');
    expect(moved).toEqual(
      draft('a', 1, {
        y: 2,
        width: 3,
        height: 4,
        status: 'accepted',
        provenance: { ...draft('a', 0).provenance, edited: true },
      }),
    );
    expect('polygon' in moved).toBe(false);
  });
  test('to the same rectangle keeps the polygon', () => {
    const labels = labelsOf(draft('a', 0, { polygon: TRIANGLE }));
    expect(labels.resize('a', draft('a', 0), 'person').polygon).toEqual(TRIANGLE);
    expect(labels.canUndo).toBe(false);
  });
  test('refuses what is no rectangle, and what is no label', () => {
    const labels = labelsOf(draft('a', 0));
    expect(() => labels.resize('a', { ...drawn(0), width: 0 }, 'person')).toThrow(
      badOption(/^rect.width is 0; it must be a finite number above 0/),
    );
    expect(() => labels.relabel('a', '', 'person')).toThrow(badOption(/^label is ""/));
    expect(labels.boxes).toEqual([draft('a', 0)]);
  });
  test('relabels', () => {
    const labels = labelsOf(draft('a', 0));
    expect(labels.relabel('a', 'wolf', 'person')).toMatchObject({
      id: 'a',
      label: 'wolf',
      provenance: { edited: true },
    });
    labels.propose([draft('a', 0)]);
    expect(labels.boxes).toMatchObject([{ label: 'wolf' }]);
  });
  test('a drawn box is accepted, and by hand', () => {
    const labels = labelsOf(draft('a', 0));
    const [box] = labels.add([drawn(40)], 'person');
    expect(box).toMatchObject({
      label: 'cat',
      score: 1,
      status: 'accepted',
      provenance: { method: 'manual', edited: true },
    });
    expect(box.id).toMatch(/^drawn-[0-9a-z]{10}$/);
    expect(summary(labels)).toEqual([`${box.id} accepted`, 'a draft']);
  });
  test('removes a drawn box for good, and remembers a removed draft as rejected', () => {
    const labels = labelsOf(draft('a', 0));
    const [{ id }] = labels.add([drawn(40)], 'person');
    labels.remove(id, 'person');
    labels.accept('a', 'person');
    labels.remove('a', 'person');
    expect(summary(labels)).toEqual(['a rejected']);
  });
});

describe('what the page gives', () => {
  test('is added; a box whose id is there takes its place', () => {
    const labels = labelsOf(draft('a', 0), draft('b', 50));
    labels.accept('a', 'person');
    labels.add([{ ...drawn(3), id: 'a' }, drawn(90)], 'page');
    expect(labels.boxes).toMatchObject([
      { id: 'a', x: 3, label: 'cat' },
      { x: 90, status: 'accepted' },
      { id: 'b', status: 'draft' },
    ]);
  });
  test('replaces all that is held; the machine still proposes', () => {
    const labels = labelsOf(draft('a', 0), draft('b', 50));
    labels.accept('a', 'person');
    labels.set(
      [
        { ...drawn(90), id: 'z' },
        { ...drawn(70), id: 'y' },
      ],
      'page',
    );
    expect(summary(labels)).toEqual(['z accepted', 'y accepted', 'a draft', 'b draft']);
    expect(labels.isSet).toBe(true);
  });
  test('comes back as it was told: drafts stay the machine’s, and the history goes on', () => {
    const labels = labelsOf(draft('a', 0), draft('b', 50));
    labels.accept('a', 'person');
    labels.set(JSON.parse(JSON.stringify(labels.boxes)) as DraftBox[], 'page');
    expect(labels.canUndo).toBe(true);
    labels.propose([draft('b', 52)]);
    expect(summary(labels)).toEqual(['a accepted', 'b draft']);
    expect(labels.boxes[1].x).toBe(52);
  });
  test('is held where it would hide behind another of the boxes', () => {
    const labels = labelsOf(draft('a', 0));
    labels.set([{ ...drawn(1, 'dog'), id: 'other' }, draft('a', 0)], 'page');
    expect(summary(labels)).toEqual(['other accepted', 'a draft']);
  });
  test('makes a rejected box a draft again', () => {
    const labels = labelsOf(draft('a', 0));
    labels.reject('a', 'person');
    labels.add([draft('a', 0)], 'page');
    expect(summary(labels)).toEqual(['a draft']);
  });
  test('is refused as a whole where one box is wrong', () => {
    const labels = labelsOf();
    expect(() => labels.add([drawn(0), { ...drawn(1), score: 2 }], 'page')).toThrow(
      badOption(/^boxes\[1\]\.score is 2; it must be a number from 0 to 1\.$/),
    );
    expect(labels.boxes).toEqual([]);
  });
});

describe('what came from elsewhere', () => {
  test('is merged by the place that it had there', () => {
    const labels = labelsOf();
    labels.add([{ ...drawn(0), id: 'late' }], 'person');
    labels.merge({ boxes: [{ box: draft('early', 50, { status: 'accepted' }), order: 1 }] });
    expect(summary(labels)).toEqual(['early accepted', 'late accepted']);
    labels.merge({ removed: ['late', 'unknown'] });
    expect(summary(labels)).toEqual(['early accepted']);
  });
  test('two with the same place are in the same order everywhere', () => {
    const boxes = ['b', 'a'].map((id, i) => ({ box: draft(id, 50 * i), order: 7 }));
    const [here, there] = [labelsOf(), labelsOf()];
    here.merge({ boxes });
    there.merge({ boxes: boxes.toReversed() });
    expect(here.boxes).toEqual(there.boxes);
  });
  test('hides the drafts of its objects', () => {
    const labels = labelsOf(draft('a', 0));
    labels.merge({ boxes: [{ box: draft('other', 1, { status: 'rejected' }), order: 1 }] });
    expect(summary(labels)).toEqual(['other rejected']);
  });
});
