import { describe, expect, test, vi } from 'vitest';
import { keptBook } from '../../../../src/components/overlay/labels/kept-labels.js';
import { isSameData } from '../../../../src/drafts/labels/same-data.js';
import { draft, drawn, summary } from '../../../drafts/labels/label-fixtures.js';
import { contents, freshName, keptIn, openBook, openTab, reopened } from './tabs.js';

const SIZE = { width: 100, height: 50 };

test('what people did is there again after a reload, and nothing else', async () => {
  const name = freshName();
  const { book, flush } = bound(name);
  const second = book.of('second');
  second.describe({ fileName: 'second.jpg', ...SIZE });
  second.propose([draft('a', 0), draft('b', 50), draft('c', 90)]);
  second.accept('a', 'person');
  second.reject('b', 'person');
  const polygon = [
    [0, 0],
    [1.5, 0],
    [0, 1],
  ] as const;
  book.of('first').add([{ ...drawn(0), polygon }, drawn(30)], 'person');
  book.of('first').remove(book.of('first').boxes[1].id, 'person');
  book.of('empty').describe({ fileName: 'empty.jpg', url: 'https://example.org/empty.jpg', ...SIZE });
  book.of('looked at');
  await flush();
  const again = await reopened(name);
  expect(contents(again)).toEqual([
    { id: 'second', description: second.description, held: second.held },
    { id: 'first', description: undefined, held: book.of('first').held },
    { id: 'empty', description: book.of('empty').description, held: [] },
  ]);
  expect(summary(again.of('second'))).toEqual(['a accepted', 'b rejected']);
  expect(again.of('second').canUndo).toBe(false);
});

test('what was taken back is not there after a reload', async () => {
  const name = freshName();
  const { book, flush } = bound(name);
  book.of('image').propose([draft('a', 0)]);
  book.of('image').accept('a', 'person');
  await flush();
  book.of('image').undo('person');
  await flush();
  expect((await reopened(name)).of('image').held).toEqual([]);
});

test('a change in the moment in which the page is left is kept', async () => {
  const name = freshName();
  const { frame, kept } = await openTab(name);
  kept.book.of('image').add([{ ...drawn(0), id: 'last' }], 'person');
  const { contentWindow } = frame;
  const isGone = new Promise((resolve) => contentWindow!.addEventListener('pagehide', resolve));
  contentWindow!.location.reload();
  await isGone;
  expect(summary((await reopened(name)).of('image'))).toEqual(['last accepted']);
});

test('the changes of a task go together, and those of later ones in order', async () => {
  const name = freshName();
  const { book, flush } = bound(name);
  await flush();
  const transactions = vi.spyOn(IDBDatabase.prototype, 'transaction');
  const labels = book.of('image');
  for (let i = 0; i < 50; i++) labels.add([{ ...drawn(i), id: `box-${i}` }], 'person');
  await flush();
  expect(transactions).toHaveBeenCalledOnce();
  transactions.mockRestore();
  for (let i = 0; i < 300; i++) {
    const id = `box-${i % 50}`;
    if (i % 7 === 3 && labels.get(id)) labels.remove(id, 'person');
    else labels.add([{ ...drawn(i), id, label: `label ${i}` }], 'person');
    if (i % 5 === 0) await new Promise((resolve) => setTimeout(resolve, i % 3));
  }
  await flush();
  expect((await reopened(name)).of('image').held).toEqual(labels.held);
});

test('names do not mix', async () => {
  const [one, other] = [freshName(), freshName()];
  const { book, flush } = bound(one);
  book.of('image').add([drawn(0)], 'person');
  await flush();
  expect((await reopened(other)).size).toBe(0);
});

describe('what happens before the kept labels are read', () => {
  async function keep(name: string): Promise<void> {
    const { book, flush } = bound(name);
    book.of('image').add(
      ['a', 'b'].map((id, i) => ({ ...drawn(40 * i), id })),
      'person',
    );
    book.of('image').describe({ fileName: 'kept.jpg', ...SIZE });
    book.of('other').add([{ ...drawn(0), id: 'c' }], 'person');
    await flush();
  }

  test('is newer than they are, box by box', async () => {
    const name = freshName();
    await keep(name);
    const kept = openBook(name);
    const image = kept.book.of('image');
    image.add([{ ...drawn(7, 'wolf'), id: 'a' }], 'person');
    image.describe({ fileName: 'new.jpg', ...SIZE });
    await kept.flush();
    for (const book of [kept.book, await reopened(name)]) {
      expect(
        book
          .of('image')
          .boxes.map(({ id, label }) => `${id} ${label}`)
          .sort(),
      ).toEqual(['a wolf', 'b cat']);
      expect(book.of('image').description?.fileName).toBe('new.jpg');
      expect(book.images().map(({ id }) => id)).toEqual(['image', 'other']);
    }
  });
  test.each([
    ['boxes', [{ ...drawn(9), id: 'set' }], ['set accepted']],
    ['no boxes', [], []],
  ])('%s that the page sets replace them', async (_, given, expected) => {
    const name = freshName();
    await keep(name);
    const kept = openBook(name);
    kept.book.of('image').set(given, 'page');
    await kept.flush();
    for (const book of [kept.book, await reopened(name)]) {
      expect(summary(book.of('image'))).toEqual(expected);
      expect(summary(book.of('other'))).toEqual(['c accepted']);
    }
  });
});

test('a page has one book for a name, until that is closed', async () => {
  const name = freshName();
  const kept = keptBook(name);
  expect(keptBook(name)).toBe(kept);
  expect(keptBook(freshName())).not.toBe(kept);
  kept.book.of('image').add([{ ...drawn(0), id: 'a' }], 'person');
  await kept.close();
  const next = keptBook(name);
  expect(next).not.toBe(kept);
  await next.ready;
  expect(summary(next.book.of('image'))).toEqual(['a accepted']);
  await next.close();
});

test('10,000 images are all there at the start', { timeout: 180_000 }, async () => {
  const name = freshName();
  const { book, flush } = bound(name);
  for (let image = 0; image < 10_000; image++) {
    const boxes = [0, 1].map((i) => ({ ...drawn(20 * i + image / 1e4), id: `box-${i}` }));
    book.of(`image-${image}`).set(boxes, 'page');
    book.of(`image-${image}`).describe({ fileName: `${image}.jpg`, ...SIZE });
  }
  await flush();
  const again = await reopened(name);
  expect(again.size).toBe(10_000);
  // toEqual takes half a minute over them.
  expect(isSameData(contents(again), contents(book))).toBe(true);
});

test('a tab that is reloaded goes on with what it had', async () => {
  const name = freshName();
  const { frame, kept } = await openTab(name);
  kept.book.of('image').add([{ ...drawn(0), id: 'a' }], 'person');
  await kept.flush();
  const isLoaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  frame.contentWindow!.location.reload();
  await isLoaded;
  expect(summary((await keptIn(frame)).book.of('image'))).toEqual(['a accepted']);
});

function bound(name: string) {
  const kept = openBook(name);
  return { book: kept.book, flush: () => kept.flush() };
}
