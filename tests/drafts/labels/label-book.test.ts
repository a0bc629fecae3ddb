import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test, vi } from 'vitest';
import { LabelBook } from '../../../src/drafts/labels/label-book.js';
import type { LabelChange } from '../../../src/drafts/labels/label-change.js';
import { draft, drawn } from './label-fixtures.js';

test('an image has one entry, however often it is asked for', () => {
  const book = new LabelBook();
  expect(book.of('a')).toBe(book.of('a'));
  expect(book.of('b')).not.toBe(book.of('a'));
  expect([book.size, book.of('a').id]).toEqual([2, 'a']);
});

test('images are listed in the order in which they were first seen, in earlier sessions too', () => {
  const book = new LabelBook();
  ['b', 'a', 'c'].forEach((id) => book.of(id));
  book.of('b');
  expect(book.images().map(({ id }) => id)).toEqual(['b', 'a', 'c']);
  book.of('c').merge({ seen: 1 });
  expect(book.images().map(({ id }) => id)).toEqual(['c', 'b', 'a']);
});

test('tells of every image, until it is told no more', () => {
  const book = new LabelBook();
  const told: [string, LabelChange['kind']][] = [];
  const stop = book.subscribe((labels, { kind }) => told.push([labels.id, kind]));
  book.of('a').propose([draft('x', 0)]);
  book.of('b').add([drawn(0)], 'page');
  stop();
  book.of('a').accept('all', 'person');
  expect(told).toEqual([
    ['a', 'drafts'],
    ['b', 'add'],
  ]);
});

describe('the label chosen last', () => {
  test('is what a person gave by relabelling or drawing, not what was proposed or given', () => {
    const book = new LabelBook();
    const labels = book.of('a');
    labels.propose([draft('x', 0)]);
    labels.accept('x', 'person');
    labels.add([drawn(50, 'cat')], 'page');
    labels.relabel('x', 'fox', 'page');
    expect(book.lastLabel).toBeUndefined();
    labels.relabel('x', 'wolf', 'person');
    expect(book.lastLabel).toBe('wolf');
    book.of('b').add([drawn(0, 'bear')], 'person');
    expect(book.lastLabel).toBe('bear');
  });
  test('is known to listeners of the change', () => {
    const book = new LabelBook();
    const seen: (string | undefined)[] = [];
    book.subscribe(() => seen.push(book.lastLabel));
    book.of('a').add([drawn(0, 'bear')], 'person');
    expect(seen).toEqual(['bear']);
  });
});

test('keepers are told what to write down: held boxes and descriptions, and nothing that came from elsewhere', () => {
  const book = new LabelBook();
  const keeper = { described: vi.fn(), heldChanged: vi.fn() };
  const stop = book.keep(keeper);
  const labels = book.of('a');
  labels.propose([draft('x', 0), draft('y', 1)]);
  labels.merge({
    boxes: [{ box: draft('z', 50), order: 1 }],
    description: { fileName: 'a', width: 1, height: 1 },
  });
  expect(keeper.heldChanged).not.toHaveBeenCalled();
  expect(keeper.described).not.toHaveBeenCalled();
  labels.accept('x', 'person');
  labels.describe({ fileName: 'b', width: 1, height: 1 });
  labels.describe({ fileName: 'b', width: 1, height: 1 });
  expect(keeper.heldChanged.mock.calls).toEqual([[labels, ['x']]]);
  expect(keeper.described.mock.calls).toEqual([[labels]]);
  stop();
  labels.undo('person');
  expect(keeper.heldChanged).toHaveBeenCalledOnce();
});

describe('of 10,000 images', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heapAfter = (make: () => unknown): [made: unknown, bytes: number] => {
    collect();
    const before = process.memoryUsage().heapUsed;
    const made = make();
    collect();
    return [made, process.memoryUsage().heapUsed - before];
  };
  const ring = Array.from({ length: 16 }, (_, i) => [i / 3, i / 7] as const);

  test('with eight boxes each, everything stays, in less than a kilobyte a box', () => {
    const book = new LabelBook();
    const [, bytes] = heapAfter(() => {
      for (let image = 0; image < 10_000; image++) {
        const boxes = Array.from({ length: 8 }, (_, i) => ({
          ...drawn(i * 20 + image / 1e4),
          ...(i === 0 ? { polygon: ring } : {}),
        }));
        book.of(`image-${image}`).set(boxes, 'page');
      }
    });
    // A box is 12 words, six numbers of 16 bytes, an id of 32 bytes and a provenance of 8 words: 400 bytes; a polygon
    // of 16 points 1.4 KB. That is 46 MB (48 measured); the bound leaves as much again for other engines.
    expect(bytes).toBeLessThan(80_000 * 1024);
    expect(book.size).toBe(10_000);
    expect(book.of('image-0').boxes).toHaveLength(8);
    expect(book.of('image-0').boxes[0].polygon).toEqual(ring);
  });
  test('where nothing was decided, an entry costs next to nothing', () => {
    const [book, bytes] = heapAfter(() => {
      const made = new LabelBook();
      for (let image = 0; image < 10_000; image++) made.of(`image-${image}`);
      return made;
    });
    // Twelve words, a number, its name and its place in the map: 206 bytes measured.
    expect(bytes / 10_000).toBeLessThan(400);
    expect((book as LabelBook).size).toBe(10_000);
  });
});
