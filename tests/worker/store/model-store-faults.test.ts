import { cdp } from 'vitest/browser';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fileBytes } from '../../faults/server/body.js';
import { faultUrl, ownFaultUrl, requestsTo } from '../../faults/server/fault-url.js';
import { failureOf, LIMITS, sha256, startStore } from './start-store.js';

const SIZE = 200_000;
let seed = Math.floor(Math.random() * 1e9);

/** One row a fault: what the server does, and the error that people get. */
describe('the error', () => {
  const HTML = '<!DOCTYPE html><title>Sign in</title>'.padEnd(300, ' ');
  const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:722c42f5\nsize 553437752\n';

  test.each([
    ['of a missing file', { status: 404 }, 'model-fetch', 'not-found', /Nothing is there/],
    ['of a file that was removed', { status: 410 }, 'model-fetch', 'not-found', /410/],
    ['of a private file', { status: 403 }, 'model-fetch', 'denied', /log-in/],
    ['of a broken server', { status: 500 }, 'model-fetch', 'server', /try again later/],
    ['of a busy server', { status: 429 }, 'model-fetch', 'busy', /wait a little/],
    ['of an odd answer', { status: 418 }, 'model-fetch', 'http', /418/],
    ['of a server without CORS', { cors: false }, 'cors', 'cors', /Access-Control-Allow-Origin/],
    ['of a web page', { html: HTML }, 'model-fetch', 'html', /web page/],
    ['of a Git LFS pointer', { text: POINTER }, 'model-fetch', 'pointer', /Git LFS pointer/],
    ['of JSON', { text: '{"error": "not found"}' }, 'model-fetch', 'not-a-model', /JSON/],
    ['of an archive', { text: 'PK\x03\x04'.padEnd(100) }, 'model-fetch', 'not-a-model', /Unpack/],
    ['of an empty file', { size: 0 }, 'model-fetch', 'empty', /empty/],
    ['of a silent server', { stallAt: 1000, stalls: 99 }, 'model-fetch', 'stalled', /sent nothing/],
    [
      'of a connection that always breaks',
      { breakAt: 1, breaks: 99 },
      'model-fetch',
      'truncated',
      /broke after/,
    ],
  ])('%s', async (_, scenario, code, reason, message) => {
    const { store } = startStore();
    const failure = await failureOf(
      store.fetch({ url: faultUrl({ size: SIZE, ...scenario }) }, { limits: { ...LIMITS, stallMs: 1000 } }),
    );
    expect(failure).toMatchObject({ code, reason });
    expect(failure.message).toMatch(message);
  });

  test.each([
    ['that is not there', 'http://127.0.0.1:9/model.onnx', 'model-fetch', 'unreachable'],
    ['that is no address', 'vgg16', 'bad-option', 'bad-url'],
  ])('of a server %s', async (_, url, code, reason) => {
    const { store } = startStore();
    expect(await failureOf(store.fetch({ url }, { limits: LIMITS }))).toMatchObject({ code, reason });
  });

  test.each([
    ['other bytes', { seed: 7 }, 'hash'],
    ['more bytes', { size: SIZE + 1 }, 'changed'],
    ['fewer bytes', { size: SIZE - 1 }, 'changed'],
    ['more bytes, and a server that hides it', { size: SIZE + 1, ranges: false, expose: false }, 'changed'],
    ['fewer bytes, and a server that hides it', { size: SIZE - 1, expose: false }, 'changed'],
  ])('of a file with %s than the catalogue says; nothing of it is kept', async (_, scenario, reason) => {
    const expected = await sha256(fileBytes(SIZE, 8));
    const model = {
      name: 'wrong',
      url: faultUrl({ size: SIZE, ...scenario }),
      bytes: SIZE,
      sha256: expected,
    };
    const { store } = startStore();
    expect(await failureOf(store.fetch(model, { limits: LIMITS }))).toMatchObject({
      code: 'model-checksum',
      reason,
    });
    expect((await store.list()).filter(({ name }) => name === 'wrong')).toEqual([]);
  });

  test('of a file that changes at every attempt', async () => {
    const url = ownFaultUrl({ size: 400_000, seed: ++seed, breakAt: 100_000, breaks: 99, changeEvery: true });
    const { store } = startStore();
    const failure = await failureOf(store.fetch({ url }, { limits: { ...LIMITS, totalAttempts: 20 } }));
    expect(failure).toMatchObject({ code: 'model-fetch', reason: 'changed' });
  });

  test('of a device that is offline', async () => {
    const { store } = startStore();
    await store.pretendOffline();
    const failure = await failureOf(
      store.fetch({ url: 'http://127.0.0.1:9/model.onnx' }, { limits: LIMITS }),
    );
    expect(failure).toMatchObject({ code: 'model-fetch', reason: 'offline' });
    expect(failure.message).toMatch(/Connect once/);
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
    const failure = await failureOf(store.fetch({ name: 'large', url, bytes: 3_000_000 }, { storage }));
    expect(failure).toMatchObject({ code: 'quota', reason: 'quota' });
    expect(failure.message).toMatch(
      /"large" cannot be kept: it needs 3.0 MB of space, and the browser refused/,
    );
    expect((await store.list(storage)).filter(({ name }) => name === 'large')).toEqual([]);
  });

  test('and never could have is refused before a byte of it is fetched; the error names what could go', async () => {
    const { store } = startStore();
    await store.fetch({ name: 'kept', url: faultUrl({ size: SIZE, seed: ++seed }) });
    const bytes = 50e12;
    const url = faultUrl({ ranges: false, expose: false });
    const failure = await failureOf(store.fetch({ name: 'vast', url, bytes }));
    expect(failure).toMatchObject({ code: 'quota', reason: 'quota' });
    expect(failure.message).toMatch(
      /"vast" .+ needs 50 TB of space, but of the .+ are used\. Delete .*kept, 200 kB/,
    );
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
