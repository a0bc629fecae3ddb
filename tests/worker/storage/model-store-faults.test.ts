import { cdp } from 'vitest/browser';
import { describe, expect, onTestFinished, test } from 'vitest';
import { expectFault } from '../../faults/expect-fault.js';
import type { FaultName } from '../../faults/faults.js';
import { fileBytes } from '../../faults/server/body.js';
import { faultUrl, ownFaultUrl, requestsTo } from '../../faults/server/fault-url.js';
import type { Scenario } from '../../faults/server/scenario.js';
import { failureOf, LIMITS, sha256, startStore } from './start-store.js';

const SIZE = 200_000;
let seed = Math.floor(Math.random() * 1e9);

/** One row a fault: what the server does, and the error that people get. */
describe('the error', () => {
  const HTML = '<!DOCTYPE html><title>Sign in</title>'.padEnd(300, ' ');
  const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:722c42f5\nsize 553437752\n';

  test.each<[string, FaultName, Partial<Scenario>]>([
    ['of a missing file', 'notFound', { status: 404 }],
    ['of a file that was removed', 'gone', { status: 410 }],
    ['of a file behind a log-in', 'unauthorised', { status: 401 }],
    ['of a private file', 'forbidden', { status: 403 }],
    ['of a server that waited too long', 'timedOut', { status: 408 }],
    ['of a busy server', 'busy', { status: 429 }],
    ['of a broken server', 'broken', { status: 500 }],
    ['of an odd answer', 'odd', { status: 418 }],
    ['of a server without CORS', 'cors', { cors: false }],
    ['of a web page', 'webPage', { html: HTML }],
    ['of a Git LFS pointer', 'pointer', { text: POINTER }],
    ['of JSON', 'json', { text: '{"error": "not found"}' }],
    ['of an archive', 'archive', { text: 'PK\x03\x04'.padEnd(100) }],
    ['of an empty file', 'emptyDownload', { size: 0 }],
    ['of a silent server', 'stalled', { stallAt: 1000, stalls: 99 }],
    ['of a connection that always breaks', 'truncated', { breakAt: 1, breaks: 99 }],
  ])('%s; nothing of it is taken for a model', async (name, fault, scenario) => {
    const { store } = startStore();
    const url = faultUrl({ size: SIZE, ...scenario });
    await expectFault(store.fetch({ name, url }, { limits: { ...LIMITS, stallMs: 1000 } }), fault);
    expect((await store.list()).filter((kept) => kept.name === name && kept.isComplete)).toEqual([]);
  });

  test('of a server that is not there', async () => {
    const url = 'http://127.0.0.1:9/model.onnx';
    await expectFault(startStore().store.fetch({ url }, { limits: LIMITS }), 'unreachable');
  });

  test('of what is no address', async () => {
    await expectFault(startStore().store.fetch({ url: 'vgg16' }, { limits: LIMITS }), 'noAddress');
  });

  test.each([
    ['other bytes', { seed: 7 }, 'wrongHash' as const],
    ['more bytes', { size: SIZE + 1 }, 'wrongSize' as const],
    ['fewer bytes', { size: SIZE - 1 }, 'wrongSize' as const],
    [
      'more bytes, and a server that hides it',
      { size: SIZE + 1, ranges: false, expose: false },
      'wrongSize' as const,
    ],
    ['fewer bytes, and a server that hides it', { size: SIZE - 1, expose: false }, 'wrongSize' as const],
  ])('of a file with %s than the catalogue says; nothing of it is kept', async (_, scenario, fault) => {
    const expected = await sha256(fileBytes(SIZE, 8));
    const model = {
      name: 'wrong',
      url: faultUrl({ size: SIZE, ...scenario }),
      bytes: SIZE,
      sha256: expected,
    };
    const { store } = startStore();
    await expectFault(store.fetch(model, { limits: LIMITS }), fault);
    expect((await store.list()).filter(({ name }) => name === 'wrong')).toEqual([]);
  });

  test('of a file that changes at every attempt', async () => {
    const url = ownFaultUrl({ size: 400_000, seed: ++seed, breakAt: 100_000, breaks: 99, changeEvery: true });
    const { store } = startStore();
    await expectFault(store.fetch({ url }, { limits: { ...LIMITS, totalAttempts: 20 } }), 'keepsChanging');
  });

  test('of a device that is offline', async () => {
    const { store } = startStore();
    await store.pretendOffline();
    const url = 'http://127.0.0.1:9/model.onnx';
    await expectFault(store.fetch({ url }, { limits: LIMITS }), 'offline');
  });
});

test.each([
  ['with a hash', true],
  ['without one', false],
])('a model %s that was fetched before works when the server is gone', async (_, hasHash) => {
  const url = faultUrl({ size: SIZE, seed: ++seed, goneAfter: 1 });
  const model = { url, ...(hasHash && { sha256: await sha256(fileBytes(SIZE, seed)) }) };
  await startStore().store.fetch(model);
  expect((await startStore().store.fetch(model)).size).toBe(SIZE);
  const [, second] = await requestsTo(url);
  expect(second?.method).toBe(hasHash ? undefined : 'HEAD');
});

describe('a model that the browser has no room for', () => {
  async function limitQuota(bytes: number): Promise<void> {
    onTestFinished(async () => {
      await cdp().send('Storage.overrideQuotaForOrigin', { origin: location.origin });
    });
    await cdp().send('Storage.overrideQuotaForOrigin', { origin: location.origin, quotaSize: bytes });
  }

  test.each(['opfs', 'cache'] as const)('is refused by %s, and nothing of it is kept', async (storage) => {
    const { usage = 0 } = await navigator.storage.estimate();
    await limitQuota(usage + 1_000_000);
    const url = faultUrl({ size: 3_000_000, seed: ++seed });
    const { store } = startStore();
    await expectFault(store.fetch({ name: 'large', url, bytes: 3_000_000 }, { storage }), 'diskFull');
    expect((await store.list(storage)).filter(({ name }) => name === 'large')).toEqual([]);
  });

  test('and never could have is refused before a byte of it is fetched; the error names what could go', async () => {
    const { store } = startStore();
    await store.fetch({ name: 'kept', url: faultUrl({ size: SIZE, seed: ++seed }) });
    const bytes = 50e12;
    const url = faultUrl({ ranges: false, expose: false });
    const { message } = await expectFault(store.fetch({ name: 'vast', url, bytes }), 'tooLarge');
    expect(message).toMatch(/"vast" .+ needs 50 TB of space, .+kept, 200 kB/);
    expect((await requestsTo(url)).length).toBeLessThan(2);
    expect(await store.list()).not.toContainEqual(expect.objectContaining({ name: 'vast' }));
  });
});

test('retries wait longer each time, and are bounded', async () => {
  const url = faultUrl({ status: 503 });
  const started = performance.now();
  const { store } = startStore();
  await failureOf(store.fetch({ url }, { limits: { ...LIMITS, attempts: 4, pauseMs: 100 } }));
  expect(performance.now() - started).toBeGreaterThan(100 + 200 + 400);
  expect(await requestsTo(url)).toHaveLength(4);
});

test('a download that was damaged on an earlier visit is begun again, not refused', async () => {
  const size = 2_000_000;
  const url = faultUrl({ size, seed: ++seed, stallAt: 1_000_000, changeAfter: 0, versions: false });
  const other = faultUrl({ size, seed, versions: false });
  const hash = await sha256(fileBytes(size, seed));
  const { store } = startStore();
  const limits = { attempts: 1, totalAttempts: 1, stallMs: 1000 };
  expect(await failureOf(store.fetch({ url, sha256: hash }, { limits }))).toMatchObject({
    reason: 'stalled',
  });
  const blob = await store.fetch({ url: other, sha256: hash }, { limits: LIMITS });
  expect(await sha256(await blob.arrayBuffer())).toBe(hash);
  expect((await requestsTo(other)).map(({ range }) => range === 'bytes=0-')).toEqual([false, true]);
});
