import { describe, expect, test } from 'vitest';
import { untilAborted } from '../../src/async/until-aborted.js';
import { wait } from '../../src/async/wait.js';

const never = new Promise<never>(() => undefined);

describe('untilAborted', () => {
  test('is the promise where there is no signal, or none that fires', async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(Promise.resolve(1), undefined)).toBe(1);
    expect(await untilAborted(Promise.resolve(2), signal)).toBe(2);
    await expect(untilAborted(Promise.reject(new Error('own')), signal)).rejects.toThrow('own');
  });

  test('rejects as soon as the signal fires, or at once where it has', async () => {
    const controller = new AbortController();
    const waiting = untilAborted(never, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'aborted', name: 'AbortError' });
    await expect(untilAborted(never, controller.signal)).rejects.toMatchObject({ code: 'aborted' });
  });

  test('swallows what a promise that nobody waits for any more is rejected with', async () => {
    const late = wait(5).then(() => Promise.reject(new Error('late')));
    await expect(untilAborted(late, AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
    await wait(20);
  });
});

describe('wait', () => {
  test('resolves after its time', async () => {
    const started = performance.now();
    await wait(30, new AbortController().signal);
    expect(performance.now() - started).toBeGreaterThan(25);
  });

  test('rejects as soon as the signal fires, or at once where it has', async () => {
    const controller = new AbortController();
    const waiting = wait(60_000, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
    await expect(wait(60_000, controller.signal)).rejects.toMatchObject({ code: 'aborted' });
  });
});
