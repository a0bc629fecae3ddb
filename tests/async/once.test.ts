import { expect, test } from 'vitest';
import { once } from '../../src/async/once.js';

test('is called once for each key, and shared while it is under way', async () => {
  const calls: string[] = [];
  const load = once(async (key: string) => {
    calls.push(key);
    return key.toUpperCase();
  });
  expect(await Promise.all([load('a'), load('b'), load('a')])).toEqual(['A', 'B', 'A']);
  expect(await load('a')).toBe('A');
  expect(calls).toEqual(['a', 'b']);
});

test('forgets a rejection, which all who waited for it hear', async () => {
  let tries = 0;
  const load = once(async () => {
    if (++tries < 2) throw new Error('offline');
    return tries;
  });
  const outcomes = await Promise.allSettled([load(), load()]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(tries).toBe(1);
  expect(await load()).toBe(2);
  expect(await load()).toBe(2);
});

test('keeps the key of a success when another fails', async () => {
  let tries = 0;
  const load = once(async (key: 'good' | 'bad') => {
    tries += 1;
    if (key === 'bad') throw new Error(key);
  });
  await load('good');
  await expect(load('bad')).rejects.toThrow('bad');
  await load('good');
  expect(tries).toBe(2);
});
