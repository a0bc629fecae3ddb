import { describe, expect, test, vi } from 'vitest';
import { ImageLabels } from '../../../src/drafts/labels/image-labels.js';
import { changesOf, draft, drawn, labelsOf, summary } from './label-fixtures.js';

describe('a change is told', () => {
  test('with its image, kind, author, and what it touched', () => {
    const labels = labelsOf(draft('a', 0));
    const changes = changesOf(labels);
    labels.accept('a', 'person');
    labels.resize('a', { x: 1, y: 1, width: 1, height: 1 }, 'page');
    labels.relabel('a', 'wolf', 'person');
    labels.add([{ ...drawn(50), id: 'mine' }], 'person');
    labels.remove('mine', 'person');
    labels.undo('person');
    labels.redo('page');
    labels.merge({ removed: ['a'] });
    labels.set([{ ...drawn(70), id: 'set' }], 'page');
    const told = changes.map(({ kind, by, boxes, removed }) => [
      kind,
      by,
      boxes.map(({ id, label, status }) => `${id} ${label} ${status}`),
      removed,
    ]);
    expect(told).toEqual([
      ['accept', 'person', ['a dog accepted'], []],
      ['edit', 'page', ['a dog accepted'], []],
      ['relabel', 'person', ['a wolf accepted'], []],
      ['add', 'person', ['mine cat accepted'], []],
      ['remove', 'person', [], ['mine']],
      ['undo', 'person', ['mine cat accepted'], []],
      ['redo', 'page', [], ['mine']],
      ['merge', 'tab', ['a dog draft'], []],
      ['set', 'page', ['set cat accepted'], []],
    ]);
    expect(new Set(changes.map(({ image }) => image))).toEqual(new Set(['image']));
  });
  test('of the drafts that are new, other or gone', () => {
    const labels = labelsOf(draft('a', 0), draft('b', 50), draft('c', 90));
    const changes = changesOf(labels);
    labels.propose([draft('a', 0), draft('b', 51), draft('d', 130)]);
    expect(changes).toEqual([
      {
        image: 'image',
        kind: 'drafts',
        by: 'machine',
        boxes: [draft('b', 51), draft('d', 130)],
        removed: ['c'],
      },
    ]);
  });
  test('of a draft that hides behind the box of the same object, and comes out again', () => {
    const labels = labelsOf(draft('a', 0), draft('b', 1));
    const changes = changesOf(labels);
    labels.accept('a', 'person');
    expect(changes[0]).toMatchObject({ boxes: [{ id: 'a' }], removed: ['b'] });
    labels.undo('person');
    expect(changes[1]).toMatchObject({ boxes: [{ id: 'a' }, { id: 'b' }], removed: [] });
  });
});

describe('nothing is told', () => {
  const accepted = (): ImageLabels => {
    const labels = labelsOf(draft('a', 0), draft('b', 50));
    labels.accept('a', 'person');
    return labels;
  };
  test.each<[string, (labels: ImageLabels) => unknown]>([
    ['the same drafts again', (labels) => labels.propose([draft('a', 0), draft('b', 50)])],
    ['drafts that stay hidden', (labels) => labels.propose([draft('a', 1), draft('b', 50)])],
    ['the same label', (labels) => labels.relabel('a', 'dog', 'person')],
    ['the same rectangle', (labels) => labels.resize('a', draft('a', 0), 'person')],
    ['accepting what is accepted', (labels) => labels.accept('a', 'person')],
    ['restoring a draft', (labels) => labels.restore('b', 'person')],
    ['the same boxes, set', (labels) => labels.set(labels.boxes, 'page')],
    ['the same boxes, added', (labels) => labels.add(labels.boxes, 'page')],
    ['no boxes', (labels) => labels.add([], 'page')],
    ['the same boxes, merged', (labels) => labels.merge({ boxes: labels.held, removed: ['none'] })],
    ['a description', (labels) => labels.describe({ fileName: 'a.jpg', width: 1, height: 1 })],
    ['nothing to repeat', (labels) => labels.redo('person')],
  ])('of %s', (_, act) => {
    const labels = accepted();
    const changes = changesOf(labels);
    act(labels);
    expect(changes).toEqual([]);
  });
});

describe('listeners', () => {
  test('are told no more after unsubscribing', () => {
    const labels = new ImageLabels('image');
    const listener = vi.fn();
    const stop = labels.subscribe(listener);
    stop();
    labels.propose([draft('a', 0)]);
    expect(listener).not.toHaveBeenCalled();
  });
  test('may change the labels', () => {
    const labels = new ImageLabels('image');
    labels.subscribe(({ kind }) => {
      if (kind === 'drafts') labels.accept('all', 'page');
    });
    labels.propose([draft('a', 0)]);
    expect(summary(labels)).toEqual(['a accepted']);
  });
  test('get a new list with every change, and old ones stay as they were', () => {
    const labels = labelsOf(draft('a', 0));
    const before = labels.boxes;
    expect(labels.boxes).toBe(before);
    labels.accept('a', 'person');
    expect(before).toEqual([draft('a', 0)]);
    expect(labels.boxes).not.toBe(before);
  });
});
