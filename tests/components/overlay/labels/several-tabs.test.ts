import { expect, onTestFinished, test } from 'vitest';
import type { KeptBook } from '../../../../src/components/overlay/labels/kept-book.js';
import type { ImageLabels } from '../../../../src/drafts/labels/image-labels.js';
import { changesOf, draft, drawn, summary } from '../../../drafts/labels/label-fixtures.js';
import { contents, freshName, openBook, openTab, pause, reopened } from './tabs.js';

async function twoTabs(): Promise<[name: string, here: KeptBook, there: KeptBook]> {
  const name = freshName();
  const [here, there] = await Promise.all([openTab(name), openTab(name)]);
  return [name, here.kept, there.kept];
}

const image = ({ book }: KeptBook): ImageLabels => book.of('image');

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause();
}

/** Until nobody has anything left to write or to read. */
async function settle(...books: KeptBook[]): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await Promise.all(books.map((kept) => kept.flush()));
    await pause(50);
  }
}

test('a change in one tab is taken over by the others, and is no step of theirs', async () => {
  const [, here, there] = await twoTabs();
  const changes = changesOf(image(there));
  image(there).propose([draft('other', 1)]);
  image(here).propose([draft('a', 0)]);
  image(here).accept('a', 'person');
  image(here).describe({ fileName: 'a.jpg', width: 5, height: 5 });
  await until(() => changes.length === 2 && image(there).description !== undefined);
  expect(summary(image(there))).toEqual(['a accepted']);
  expect(changes[1]).toMatchObject({ kind: 'merge', by: 'tab', boxes: [{ id: 'a' }], removed: ['other'] });
  expect(image(there).canUndo).toBe(false);
  image(here).undo('person');
  await until(() => summary(image(there))[0] === 'other draft');
});

test('two tabs that accept different boxes of an image at once both keep theirs', async () => {
  const [name, here, there] = await twoTabs();
  for (const tab of [here, there]) image(tab).propose([draft('a', 0), draft('b', 50)]);
  image(here).accept('a', 'person');
  image(there).accept('b', 'person');
  await settle(here, there);
  for (const tab of [here, there]) expect(summary(image(tab)).sort()).toEqual(['a accepted', 'b accepted']);
  expect(image(here).boxes).toEqual(image(there).boxes);
  expect(contents(await reopened(name))).toEqual(contents(here.book));
  image(here).undo('person');
  await settle(here, there);
  expect(summary(image(there))).toEqual(['b accepted', 'a draft']);
});

test('tabs that change the same boxes at once end alike, and so does the next start', async () => {
  const [name, here, there] = await twoTabs();
  for (let round = 0; round < 40; round++) {
    for (const [tab, label] of [
      [here, 'here'],
      [there, 'there'],
    ] as const) {
      const id = `box-${round % 6}`;
      if (round % 5 === 4 && image(tab).get(id)) image(tab).remove(id, 'person');
      else image(tab).add([{ ...drawn(round), id, label: `${label} ${round}` }], 'person');
    }
    if (round % 3 === 0) await pause(round % 7);
  }
  await settle(here, there);
  expect(contents(there.book)).toEqual(contents(here.book));
  expect(contents(await reopened(name))).toEqual(contents(here.book));
});

test('images that only another tab has seen are in the book, too', async () => {
  const [, here, there] = await twoTabs();
  here.book.of('elsewhere').describe({ fileName: 'elsewhere.jpg', width: 5, height: 5 });
  await until(() => there.book.size === 1);
  expect(there.book.images()[0].description?.fileName).toBe('elsewhere.jpg');
});

test('without BroadcastChannel, tabs agree after a reload', async () => {
  withoutBroadcastChannel();
  const name = freshName();
  const [here, there] = [openBook(name), openBook(name)];
  await Promise.all([here.ready, there.ready]);
  image(here).add([{ ...drawn(0), id: 'a' }], 'person');
  image(there).add([{ ...drawn(50), id: 'b' }], 'person');
  await settle(here, there);
  expect(summary(image(here))).toEqual(['a accepted']);
  expect(summary((await reopened(name)).of('image'))).toEqual(['a accepted', 'b accepted']);
});

test('a page that comes back by the Back button reads again what it was not told', async () => {
  withoutBroadcastChannel();
  const name = freshName();
  const [here, there] = [openBook(name), openBook(name)];
  image(here).add(
    ['a', 'b'].map((id, i) => ({ ...drawn(50 * i), id })),
    'person',
  );
  await here.flush();
  dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  await settle(here, there);
  image(there).remove('a', 'person');
  await settle(here, there);
  dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  await settle(here, there);
  expect(summary(image(here))).toEqual(['b accepted']);
});

/** A browser that lacks it: the global is what the library asks for. */
function withoutBroadcastChannel(): void {
  const original = globalThis.BroadcastChannel;
  onTestFinished(() => {
    globalThis.BroadcastChannel = original;
  });
  Reflect.deleteProperty(globalThis, 'BroadcastChannel');
}
