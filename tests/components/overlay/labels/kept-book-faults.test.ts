import { deleteDB, openDB } from 'idb';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { cdp } from 'vitest/browser';
import type { KeptBook } from '../../../../src/components/overlay/labels/kept-book.js';
import { UPGRADES, type Upgrade } from '../../../../src/components/overlay/labels/label-schema.js';
import { DATABASE } from '../../../../src/components/overlay/labels/open-label-database.js';
import type { SaliencyError } from '../../../../src/errors.js';
import { drawn, summary } from '../../../drafts/labels/label-fixtures.js';
import { expectFault } from '../../../faults/expect-fault.js';
import { contents, freshName, openBook, pause, reopened } from './tabs.js';

const NEWER: readonly Upgrade[] = [
  ...UPGRADES,
  (_, transaction) => void transaction.objectStore('boxes').createIndex('labels' as never, 'box.label'),
];

afterEach(async () => {
  await setQuota();
  await deleteDB(DATABASE);
});

async function setQuota(quotaSize?: number): Promise<void> {
  await cdp().send('Storage.overrideQuotaForOrigin', { origin: location.origin, quotaSize });
}

/** The browser's edge, replaced for the length of a test where no real fault can be had. */
function replace<T extends object, K extends keyof T>(
  target: T,
  name: K,
  by: (original: T[K]) => T[K],
): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(target, name)!;
  const restore = (): void => void Object.defineProperty(target, name, descriptor);
  const value = by(descriptor.value as T[K]);
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
  onTestFinished(restore);
  return restore;
}

const draw = ({ book }: KeptBook, id: string): unknown =>
  book.of('image').add([{ ...drawn(0), id }], 'person');

async function keptNow(name: string): Promise<string[]> {
  return summary((await reopened(name)).of('image'));
}

test('a full disk is an error, told once; what could not be written is written with the next change', async () => {
  const name = freshName();
  const kept = openBook(name);
  await kept.ready;
  const errors: SaliencyError[] = [];
  kept.onError((error) => errors.push(error));
  const { usage = 0 } = await navigator.storage.estimate();
  await setQuota(usage + 1_000_000);
  const { book } = kept;
  // The browser looks closely only at what is large, and believes its last look for a moment.
  for (let i = 0; !kept.failed; i++) {
    book.of('image').add([{ ...drawn(0, 'x'.repeat(5_000_000)), id: `large-${i}` }], 'person');
    await kept.flush().catch(() => undefined);
  }
  await expectFault(kept.flush(), 'labelsFull');
  draw(kept, 'small');
  await expectFault(kept.flush(), 'labelsFull');
  expect(errors).toHaveLength(1);
  expect(kept.failed).toMatchObject({ code: 'quota' });
  const ids = summary(book.of('image'));
  expect(ids).toContain('small accepted');
  await setQuota();
  draw(kept, 'last');
  await kept.flush();
  expect(kept.failed).toBeUndefined();
  expect(await keptNow(name)).toEqual([...ids, 'last accepted']);
});

test('a fault in the middle of a transaction leaves all of it for the next time', async () => {
  const name = freshName();
  const kept = openBook(name);
  await kept.ready;
  let calls = 0;
  const restore = replace(
    IDBObjectStore.prototype,
    'put',
    (put) =>
      function (this: IDBObjectStore, ...row) {
        calls++;
        if (calls === 2) throw new DOMException('There is no room.', 'QuotaExceededError');
        return put.apply(this, row);
      },
  );
  ['a', 'b', 'c'].forEach((id) => draw(kept, id));
  await expectFault(kept.flush(), 'labelsFull');
  restore();
  expect(await keptNow(name)).toEqual([]);
  await kept.flush();
  expect(await keptNow(name)).toEqual(['a accepted', 'b accepted', 'c accepted']);
});

test('a browser that refuses its database is an error; the book works, and is kept as soon as it may', async () => {
  const name = freshName();
  const restore = replace(IDBFactory.prototype, 'open', () => () => {
    throw new DOMException('The user denied permission to access the database.', 'SecurityError');
  });
  const kept = openBook(name);
  await kept.ready;
  expect(kept.failed).toMatchObject({ code: 'storage' });
  draw(kept, 'a');
  const { message } = await expectFault(kept.flush(), 'labelsRefused');
  expect(message).toMatch(/\(The user denied permission/);
  restore();
  draw(kept, 'b');
  await kept.flush();
  expect(await keptNow(name)).toEqual(['a accepted', 'b accepted']);
});

test('a browser without IndexedDB says so', async () => {
  const restore = replace(globalThis, 'indexedDB', () => undefined as never);
  const kept = openBook(freshName());
  await expectFault(kept.flush(), 'labelsRefused');
  restore();
});

test('a newer version finds what an older one kept, and the older one lets go', async () => {
  const name = freshName();
  const older = openBook(name);
  draw(older, 'a');
  await older.flush();
  const newer = openBook(name, { upgrades: NEWER });
  draw(newer, 'b');
  await newer.flush();
  expect(summary(newer.book.of('image'))).toEqual(['a accepted', 'b accepted']);
  draw(older, 'c');
  await expectFault(older.flush(), 'labelsNewer');
  expect(summary(older.book.of('image'))).toContain('c accepted');
});

test('a tab that holds on to an older version is an error, until it lets go', async () => {
  const name = freshName();
  await openBook(name).close();
  const holding = await openDB(DATABASE, 1);
  const kept = openBook(name, { upgrades: NEWER, patience: 1500 });
  await kept.ready;
  draw(kept, 'a');
  await expectFault(kept.flush(), 'labelsBlocked');
  holding.close();
  draw(kept, 'b');
  await kept.flush();
  const again = openBook(name, { upgrades: NEWER });
  await again.ready;
  expect(summary(again.book.of('image'))).toEqual(['a accepted', 'b accepted']);
});

test('a connection that the browser closes is opened again, and nobody notices', async () => {
  const name = freshName();
  const kept = openBook(name);
  draw(kept, 'a');
  await kept.flush();
  // As Safari does to pages that were in the background: without a word, until the next transaction.
  let isClosed = false;
  replace(
    IDBDatabase.prototype,
    'transaction',
    (transaction) =>
      function (this: IDBDatabase, ...options) {
        if (!isClosed) this.close();
        isClosed = true;
        return transaction.apply(this, options);
      },
  );
  const errors: SaliencyError[] = [];
  kept.onError((error) => errors.push(error));
  draw(kept, 'b');
  await kept.flush();
  expect([isClosed, errors]).toEqual([true, []]);
  expect(await keptNow(name)).toEqual(['a accepted', 'b accepted']);
});

test('a database that the browser throws away is made anew from what the page holds', async () => {
  const name = freshName();
  const kept = openBook(name);
  kept.book.of('image').describe({ fileName: 'a.jpg', width: 5, height: 5 });
  draw(kept, 'a');
  await kept.flush();
  await cdp().send('Storage.clearDataForOrigin', { origin: location.origin, storageTypes: 'indexeddb' });
  await pause(100);
  draw(kept, 'b');
  await kept.flush();
  expect(contents(await reopened(name))).toEqual(contents(kept.book));
  expect(summary(kept.book.of('image'))).toEqual(['a accepted', 'b accepted']);
  // The same at the Back button, where everything is read again.
  await cdp().send('Storage.clearDataForOrigin', { origin: location.origin, storageTypes: 'indexeddb' });
  await pause(100);
  dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  await kept.flush();
  expect(summary(kept.book.of('image'))).toEqual(['a accepted', 'b accepted']);
  expect(contents(await reopened(name))).toEqual(contents(kept.book));
});
