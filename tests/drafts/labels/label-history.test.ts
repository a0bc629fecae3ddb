import { describe, expect, test } from 'vitest';
import { draft, drawn, labelsOf, summary } from './label-fixtures.js';

test('every kind of step is taken back, and repeated, to the same boxes', () => {
  const labels = labelsOf(draft('a', 0), draft('b', 50), draft('c', 90));
  const states = [labels.boxes];
  const steps = [
    () => labels.accept('a', 'person'),
    () => labels.reject('b', 'person'),
    () => labels.resize('c', { x: 91, y: 1, width: 5, height: 5 }, 'person'),
    () => labels.relabel('a', 'wolf', 'person'),
    () => labels.add([{ ...drawn(30), id: 'mine' }], 'person'),
    () => labels.accept('c', 'page'),
    () => labels.restore('b', 'person'),
    () => labels.remove('mine', 'person'),
    () => labels.accept('all', 'person'),
  ];
  for (const step of steps) {
    step();
    states.push(labels.boxes);
  }
  for (const state of states.slice(0, -1).reverse()) {
    expect(labels.undo('person')).toBe(true);
    expect(labels.boxes).toEqual(state);
  }
  expect(labels.undo('person')).toBe(false);
  for (const state of states.slice(1)) {
    expect(labels.redo('person')).toBe(true);
    expect(labels.boxes).toEqual(state);
  }
  expect(labels.redo('person')).toBe(false);
});

test('a removed box comes back to its place', () => {
  const labels = labelsOf();
  labels.add(
    ['x', 'y', 'z'].map((id, i) => ({ ...drawn(20 * i), id })),
    'person',
  );
  labels.remove('y', 'person');
  labels.undo('person');
  expect(labels.boxes.map(({ id }) => id)).toEqual(['x', 'y', 'z']);
});

test('accepting all is one step', () => {
  const labels = labelsOf(draft('a', 0), draft('b', 50));
  labels.accept('all', 'person');
  labels.undo('person');
  expect(summary(labels)).toEqual(['a draft', 'b draft']);
});

test('a new step forgets what was undone', () => {
  const labels = labelsOf(draft('a', 0), draft('b', 50));
  labels.accept('a', 'person');
  labels.undo('person');
  labels.accept('b', 'person');
  expect(labels.canRedo).toBe(false);
});

test('what changes nothing is no step', () => {
  const labels = labelsOf(draft('a', 0));
  labels.accept('a', 'person');
  expect(labels.accept('a', 'person')).toEqual([]);
  expect(labels.accept('all', 'person')).toEqual([]);
  labels.relabel('a', 'dog', 'person');
  labels.resize('a', draft('a', 0), 'person');
  labels.undo('person');
  expect(summary(labels)).toEqual(['a draft']);
  expect(labels.canUndo).toBe(false);
});

test('the machine’s drafts are left as they are', () => {
  const labels = labelsOf(draft('a', 0));
  labels.accept('a', 'person');
  labels.propose([draft('a', 2, { width: 12 }), draft('b', 50)]);
  labels.undo('person');
  expect(labels.boxes).toEqual([draft('a', 2, { width: 12 }), draft('b', 50)]);
});

describe('what came in meanwhile', () => {
  const accepted = { box: draft('theirs', 50, { status: 'accepted' }), order: 1 };

  test('from the page or another tab is left alone, by undo and redo', () => {
    const labels = labelsOf(draft('a', 0));
    labels.accept('a', 'person');
    labels.add([{ ...drawn(90), id: 'given' }], 'page');
    labels.merge({ boxes: [accepted] });
    labels.undo('person');
    expect(summary(labels)).toEqual(['theirs accepted', 'given accepted', 'a draft']);
    labels.merge({ removed: ['given'] });
    labels.redo('person');
    expect(summary(labels)).toEqual(['theirs accepted', 'a accepted']);
  });
  test('for the box of the step: undo still gives what was before the step', () => {
    const labels = labelsOf(draft('a', 0));
    labels.accept('a', 'person');
    labels.relabel('a', 'wolf', 'person');
    labels.merge({ boxes: [{ box: draft('a', 3, { label: 'fox', status: 'rejected' }), order: 1 }] });
    labels.undo('person');
    expect(labels.boxes).toEqual([draft('a', 0, { status: 'accepted' })]);
  });
  test('and took the box away: undo brings it back', () => {
    const labels = labelsOf();
    labels.add([{ ...drawn(0), id: 'mine' }], 'person');
    labels.relabel('mine', 'wolf', 'person');
    labels.merge({ removed: ['mine'] });
    labels.undo('person');
    expect(labels.boxes).toMatchObject([{ id: 'mine', label: 'cat' }]);
  });
  test('and did the same as undo would: the step before is taken back', () => {
    const labels = labelsOf(draft('a', 0), draft('b', 50));
    labels.accept('a', 'person');
    labels.accept('b', 'person');
    labels.merge({ removed: ['b'] });
    expect(labels.undo('person')).toBe(true);
    expect(summary(labels)).toEqual(['a draft', 'b draft']);
    expect(labels.undo('person')).toBe(false);
  });
});

test('the history ends where the page sets what there is', () => {
  const labels = labelsOf(draft('a', 0));
  labels.accept('a', 'person');
  labels.undo('person');
  labels.set([drawn(5)], 'page');
  expect([labels.canUndo, labels.canRedo]).toEqual([false, false]);
});
