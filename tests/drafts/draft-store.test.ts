import { describe, expect, test, vi } from 'vitest';
import { boxesFromMap } from '../../src/drafts/boxes-from-map.js';
import type { DraftBox } from '../../src/drafts/draft-box.js';
import { DraftStore, type DraftChange } from '../../src/drafts/draft-store.js';
import { bumps } from './maps.js';

const draft = (id: string, x: number, more: Partial<DraftBox> = {}): DraftBox => ({
  id,
  label: 'dog',
  score: 0.9,
  x,
  y: 0,
  width: 10,
  height: 10,
  status: 'draft',
  provenance: { model: 'm', method: 'grad-cam', layer: 'l', threshold: 0.2, edited: false },
  ...more,
});
const storeOf = (...drafts: DraftBox[]): DraftStore => {
  const store = new DraftStore();
  store.setDrafts(drafts);
  return store;
};
const summary = (store: DraftStore): string[] => store.boxes.map(({ id, status }) => `${id} ${status}`);

describe('deciding', () => {
  test('accepts one, and returns it', () => {
    const store = storeOf(draft('a', 0), draft('b', 50));
    expect(store.accept('b')).toEqual([draft('b', 50, { status: 'accepted' })]);
    expect(summary(store)).toEqual(['b accepted', 'a draft']);
  });
  test('accepts all drafts, not what was rejected', () => {
    const store = storeOf(draft('a', 0), draft('b', 50), draft('c', 90));
    store.reject('b');
    expect(store.accept('all').map(({ id }) => id)).toEqual(['a', 'c']);
    expect(summary(store)).toEqual(['b rejected', 'a accepted', 'c accepted']);
  });
  test('rejects all drafts, not what was accepted', () => {
    const store = storeOf(draft('a', 0), draft('b', 50));
    store.accept('a');
    store.reject('all');
    expect(summary(store)).toEqual(['a accepted', 'b rejected']);
  });
  test('a decision can be changed, and taken back', () => {
    const store = storeOf(draft('a', 0));
    store.reject('a');
    store.accept('a');
    expect(summary(store)).toEqual(['a accepted']);
    store.restore('a');
    expect(summary(store)).toEqual(['a draft']);
  });
  test('a restored draft follows the threshold again', () => {
    const store = storeOf(draft('a', 0));
    store.reject('a');
    store.setDrafts([draft('a', 2, { width: 12 })]);
    expect(store.restore('a')).toEqual([draft('a', 2, { width: 12 })]);
    expect(store.boxes).toEqual([draft('a', 2, { width: 12 })]);
    store.undo();
    expect(summary(store)).toEqual(['a rejected']);
  });
  test('a restored draft that was edited, or is no longer proposed, is as it was left', () => {
    const store = storeOf(draft('a', 0), draft('b', 50));
    store.resize('a', { x: 1, y: 1, width: 2, height: 2 });
    store.reject('all');
    store.setDrafts([draft('a', 0)]);
    store.restore('a');
    store.restore('b');
    expect(store.boxes).toMatchObject([
      { id: 'a', status: 'draft', width: 2 },
      { id: 'b', status: 'draft', x: 50 },
    ]);
    expect(store.restore('a')).toEqual([]);
  });
  test('accepting twice, or nothing, is no step of the history', () => {
    const store = storeOf(draft('a', 0));
    store.accept('a');
    expect(store.accept('a')).toEqual([]);
    expect(store.accept('all')).toEqual([]);
    store.undo();
    expect(summary(store)).toEqual(['a draft']);
    expect(store.canUndo).toBe(false);
  });
  test('an unknown id is an error', () => {
    expect(() => storeOf().accept('x')).toThrow(expect.objectContaining({ code: 'bad-option' }));
  });
});

describe('when the threshold moves', () => {
  test('drafts are replaced', () => {
    const store = storeOf(draft('a', 0), draft('b', 50));
    store.setDrafts([draft('b', 52)]);
    expect(store.boxes).toEqual([draft('b', 52)]);
  });
  test.each(['accept', 'reject'] as const)('after %s the box stays as it was', (decide) => {
    const store = storeOf(draft('a', 0));
    const [decided] = store[decide]('a');
    store.setDrafts([draft('a', 1, { width: 30, height: 40 })]);
    expect(store.boxes).toEqual([decided]);
  });
  test('a moved draft stays as it was left, and stays a draft', () => {
    const store = storeOf(draft('a', 0));
    store.resize('a', { x: 5, y: 6, width: 7, height: 8 });
    store.setDrafts([draft('a', 1)]);
    expect(store.boxes).toEqual([
      draft('a', 5, { y: 6, width: 7, height: 8, provenance: { ...draft('a', 0).provenance, edited: true } }),
    ]);
  });
  test('an object that was rejected under another id stays rejected where it is', () => {
    const store = storeOf(draft('a', 0));
    store.reject('a');
    store.setDrafts([draft('other', 1), draft('elsewhere', 40)]);
    expect(summary(store)).toEqual(['a rejected', 'elsewhere draft']);
  });
  test('another class in the same place is another object', () => {
    const store = storeOf(draft('a', 0));
    store.reject('a');
    store.setDrafts([draft('b', 0, { label: 'cat' })]);
    expect(summary(store)).toEqual(['a rejected', 'b draft']);
  });
  test('a draft keeps its id where the new one has another', () => {
    const store = storeOf(draft('a', 0), draft('b', 50));
    store.setDrafts([draft('x', 51), draft('y', 90)]);
    expect(summary(store)).toEqual(['b draft', 'y draft']);
  });
  test('an id is not given twice', () => {
    const store = storeOf(draft('a', 0));
    store.setDrafts([draft('x', 0), draft('y', 1), draft('a', 60)]);
    expect(summary(store)).toEqual(['x draft', 'y draft', 'a draft']);
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
    const store = new DraftStore();
    store.setDrafts(at(0.5));
    const [, lower] = store.boxes;
    store.reject(lower.id);
    for (let threshold = 0.05; threshold < 1; threshold += 0.05) {
      store.setDrafts(at(threshold));
      expect(store.boxes.filter(({ status }) => status === 'draft')).toHaveLength(1);
      expect(store.boxes.filter(({ status }) => status === 'rejected')).toEqual([
        { ...lower, status: 'rejected' },
      ]);
    }
  });
});

describe('editing', () => {
  test('moves an accepted box, which stays accepted; its polygon goes', () => {
    const store = storeOf(
      draft('a', 0, {
        polygon: [
          [0, 0],
          [1, 0],
          [0, 1],
        ],
      }),
    );
    store.accept('a');
    const moved = store.resize('a', { x: 1, y: 2, width: 3, height: 4 });
    expect(moved).toMatchObject({
      x: 1,
      y: 2,
      width: 3,
      height: 4,
      status: 'accepted',
      provenance: { edited: true },
    });
    expect(moved.polygon).toBeUndefined();
  });
  test('relabels', () => {
    const store = storeOf(draft('a', 0));
    expect(store.relabel('a', 'wolf')).toMatchObject({
      id: 'a',
      label: 'wolf',
      provenance: { edited: true },
    });
    store.setDrafts([draft('a', 0)]);
    expect(store.boxes.map(({ label }) => label)).toEqual(['wolf']);
  });
  test('adds boxes drawn by hand, accepted, with ids of their own', () => {
    const store = storeOf(draft('a', 0));
    const first = store.add({ label: 'cat', x: 1, y: 2, width: 3, height: 4 });
    const second = store.add({ label: 'cat', x: 1, y: 2, width: 3, height: 4 });
    expect(first).toMatchObject({
      label: 'cat',
      status: 'accepted',
      score: 1,
      provenance: { method: 'manual' },
    });
    expect(first.id).not.toBe(second.id);
    store.setDrafts([]);
    expect(store.boxes).toEqual([first, second]);
  });
  test('removes what a person drew, and remembers what the machine proposed', () => {
    const store = storeOf(draft('a', 0));
    const { id } = store.add({ label: 'cat', x: 1, y: 2, width: 3, height: 4 });
    store.remove(id);
    store.accept('a');
    store.remove('a');
    expect(summary(store)).toEqual(['a rejected']);
  });
});

describe('undo and redo', () => {
  test('take back every kind of step, to the same boxes', () => {
    const store = storeOf(draft('a', 0), draft('b', 50), draft('c', 90));
    const states = [store.boxes];
    const steps = [
      () => store.accept('a'),
      () => store.reject('b'),
      () => store.resize('c', { x: 91, y: 1, width: 5, height: 5 }),
      () => store.relabel('a', 'wolf'),
      () => store.add({ label: 'cat', x: 1, y: 1, width: 2, height: 2 }),
      () => store.restore('b'),
      () => store.remove('drawn-1'),
      () => store.accept('all'),
    ];
    for (const step of steps) {
      step();
      states.push(store.boxes);
    }
    for (let i = states.length - 2; i >= 0; i--) {
      expect(store.undo()).toBe(true);
      expect(store.boxes).toEqual(states[i]);
    }
    expect(store.undo()).toBe(false);
    for (let i = 1; i < states.length; i++) {
      expect(store.redo()).toBe(true);
      expect(store.boxes).toEqual(states[i]);
    }
    expect(store.redo()).toBe(false);
  });
  test('accepting all is one step', () => {
    const store = storeOf(draft('a', 0), draft('b', 50));
    store.accept('all');
    store.undo();
    expect(summary(store)).toEqual(['a draft', 'b draft']);
  });
  test('a new step forgets what was undone', () => {
    const store = storeOf(draft('a', 0), draft('b', 50));
    store.accept('a');
    store.undo();
    store.accept('b');
    expect(store.canRedo).toBe(false);
  });
  test('do not touch the threshold', () => {
    const store = storeOf(draft('a', 0));
    store.accept('a');
    store.setDrafts([draft('a', 2, { width: 12 }), draft('b', 50)]);
    store.undo();
    expect(store.boxes).toEqual([draft('a', 2, { width: 12 }), draft('b', 50)]);
  });
  test('clear forgets everything', () => {
    const store = storeOf(draft('a', 0));
    store.accept('a');
    store.clear();
    expect([store.boxes, store.canUndo, store.canRedo]).toEqual([[], false, false]);
  });
});

describe('changes', () => {
  test('are told, with what they touched', () => {
    const store = new DraftStore();
    const changes: DraftChange[] = [];
    store.subscribe((change) => changes.push(change));
    store.setDrafts([draft('a', 0)]);
    store.accept('a');
    store.resize('a', { x: 1, y: 1, width: 1, height: 1 });
    store.undo();
    store.undo();
    store.redo();
    expect(changes.map(({ kind }) => kind)).toEqual(['drafts', 'accept', 'edit', 'undo', 'undo', 'redo']);
    expect(changes[1].boxes).toEqual([draft('a', 0, { status: 'accepted' })]);
    expect(changes[5].boxes).toEqual([draft('a', 0, { status: 'accepted' })]);
  });
  test('are told no more after unsubscribing', () => {
    const store = new DraftStore();
    const listener = vi.fn();
    const stop = store.subscribe(listener);
    stop();
    store.setDrafts([draft('a', 0)]);
    expect(listener).not.toHaveBeenCalled();
  });
  test('a listener may change the store', () => {
    const store = new DraftStore();
    store.subscribe(({ kind }) => {
      if (kind === 'drafts') store.accept('all');
    });
    store.setDrafts([draft('a', 0)]);
    expect(summary(store)).toEqual(['a accepted']);
  });
  test('every state is a new array, and old ones stay as they were', () => {
    const store = storeOf(draft('a', 0));
    const before = store.boxes;
    store.accept('a');
    expect(before).toEqual([draft('a', 0)]);
    expect(store.boxes).not.toBe(before);
  });
});
