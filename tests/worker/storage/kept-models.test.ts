import { describe, expect, test } from 'vitest';
import { deleteModel, listModels, persistStorage, storageUse } from '../../../src/engine.js';
import { faultUrl } from '../../faults/server/fault-url.js';
import { failureOf, startStore } from './start-store.js';

const SIZE = 300_000;
let seed = Math.floor(Math.random() * 1e9);

async function keep(name: string, storage: 'opfs' | 'cache'): Promise<string> {
  const url = faultUrl({ size: SIZE, seed: ++seed });
  await startStore().store.fetch({ name, url }, { storage });
  return url;
}

describe.each(['opfs', 'cache'] as const)('a page, about a model that its worker keeps in %s:', (storage) => {
  test('sees what it is, where it came from and how large', async () => {
    const name = `seen-${storage}`;
    const url = await keep(name, storage);
    const kept = (await listModels()).find((model) => model.name === name);
    expect(kept).toMatchObject({ url, bytes: SIZE, isComplete: true, storage });
    expect(Math.abs(Date.now() - kept!.savedAt)).toBeLessThan(60_000);
    await deleteModel(name);
  });

  test('deletes it, and room becomes free', async () => {
    const name = `deleted-${storage}`;
    await keep(name, storage);
    const before = await storageUse();
    expect(await deleteModel(name)).toBe(SIZE);
    expect((await listModels()).some((model) => model.name === name)).toBe(false);
    expect((await storageUse()).models).toBe(before.models - SIZE);
    expect(await deleteModel(name)).toBe(0);
  });
});

test('a list that is read while models are deleted leaves them out, and does not fail', async () => {
  const names = Array.from({ length: 12 }, (_, i) => `going-${i}`);
  for (const name of names) await keep(name, 'opfs');
  const lists: Promise<unknown>[] = [];
  for (const name of names) {
    const gone = deleteModel(name);
    for (let i = 0; i < 4; i++) lists.push(listModels());
    await gone;
  }
  await Promise.all(lists);
  expect((await listModels()).filter(({ name }) => names.includes(name))).toEqual([]);
});

test('an unfinished download is listed as such, and can be deleted by its key', async () => {
  const url = faultUrl({ size: SIZE, seed: ++seed, stallAt: 200_000 });
  const limits = { attempts: 1, totalAttempts: 1, stallMs: 500 };
  await failureOf(startStore().store.fetch({ name: 'half', url }, { limits }));
  const half = (await listModels()).find(({ name }) => name === 'half')!;
  expect(half.isComplete).toBe(false);
  expect(half.bytes).toBeGreaterThan(0);
  expect(half.bytes).toBeLessThan(SIZE);
  expect(await deleteModel(half.key)).toBe(half.bytes);
});

test('the room that there is, and what the models take of it', async () => {
  await keep('counted', 'opfs');
  const models = await listModels();
  const use = await storageUse();
  expect(use.models).toBe(models.reduce((sum, { bytes }) => sum + bytes, 0));
  expect(use.usage).toBeGreaterThanOrEqual(SIZE);
  expect(use.quota).toBeGreaterThan(use.usage!);
  expect(use.isPersistent).toBe(await navigator.storage.persisted());
  expect(await persistStorage()).toBe(await navigator.storage.persisted());
  await deleteModel('counted');
});
