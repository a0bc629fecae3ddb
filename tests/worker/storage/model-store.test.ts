import { proxy } from 'comlink';
import { describe, expect, test } from 'vitest';
import { modelKey } from '../../../src/models/download/model-key.js';
import type { DownloadProgress } from '../../../src/models/download/progress-meter.js';
import { openCacheStorage } from '../../../src/worker/storage/cache-storage.js';
import { fileBytes } from '../../faults/server/body.js';
import { faultUrl, ownFaultUrl, requestsTo } from '../../faults/server/fault-url.js';
import { failureOf, LIMITS, sha256, startStore } from './start-store.js';

/** Every test has a file of its own, so that no other test has kept it already. */
let seed = Math.floor(Math.random() * 1e9);

interface TestFile {
  readonly seed: number;
  readonly size: number;
  readonly sha256: string;
}

async function newFile(size: number): Promise<TestFile> {
  return { seed: ++seed, size, sha256: await sha256(fileBytes(size, seed)) };
}

async function hashOf(blob: Blob): Promise<string> {
  return sha256(await blob.arrayBuffer());
}

describe.each([
  ['opfs', 2_000_000],
  // More than one part of 8 MiB.
  ['cache', 10_000_000],
  ['memory', 10_000_000],
] as const)('in %s', (storage, size) => {
  test('a model is fetched once, whole, and needs no network afterwards', async () => {
    const file = await newFile(size);
    const url = faultUrl({ seed: file.seed, size: file.size });
    const { store } = startStore();
    const model = { name: `fetched-${storage}`, url, bytes: file.size, sha256: file.sha256 };
    expect(await hashOf(await store.fetch(model, { storage }))).toBe(file.sha256);

    const again = await store.fetch({ ...model, url: 'http://127.0.0.1:9/gone.onnx' }, { storage });
    expect(again.size).toBe(file.size);
    expect(await requestsTo(url)).toHaveLength(1);

    const kept = (await store.list(storage)).find(({ name }) => name === model.name);
    expect(kept).toMatchObject({ bytes: file.size, isComplete: true, storage, url });
    expect(await store.delete(model.name, storage)).toBe(file.size);
    expect((await store.list(storage)).some(({ name }) => name === model.name)).toBe(false);
  });

  test('a broken connection is resumed from where it broke', async () => {
    const file = await newFile(3_000_000);
    const url = faultUrl({ seed: file.seed, size: file.size, breakAt: 1_000_000, rate: 2_000_000 });
    const { store } = startStore();
    const blob = await store.fetch(
      { url, bytes: file.size, sha256: file.sha256 },
      { storage, limits: LIMITS },
    );
    expect(await hashOf(blob)).toBe(file.sha256);

    const [first, second] = await requestsTo(url);
    expect(first.range).toBe('bytes=0-');
    const resumedAt = Number(/^bytes=(\d+)-$/.exec(second.range ?? '')?.[1]);
    expect(resumedAt).toBeGreaterThan(0);
    expect(resumedAt).toBeLessThanOrEqual(1_000_000);
  });
});

describe.each(['opfs', 'cache'] as const)('kept in %s after the tab was closed', (storage) => {
  test('a download goes on from the bytes that are there', async () => {
    const file = await newFile(12_000_000);
    const url = faultUrl({ seed: file.seed, size: file.size, stallAt: 10_000_000 });
    const model = { url, bytes: file.size, sha256: file.sha256 };
    const first = startStore();
    await new Promise<void>((resolve) => {
      const onProgress = proxy(({ loaded }: DownloadProgress) => {
        if (loaded > 9_000_000) resolve();
      });
      void first.store.fetch(model, { storage }, onProgress).catch(() => undefined);
    });
    first.kill();

    const { store } = startStore();
    expect(await hashOf(await store.fetch(model, { storage }))).toBe(file.sha256);
    const last = (await requestsTo(url)).at(-1);
    expect(Number(/^bytes=(\d+)-$/.exec(last?.range ?? '')?.[1])).toBeGreaterThan(8_000_000);
  });
});

describe('the content of a model', () => {
  test.each(['opfs', 'cache', 'memory'] as const)(
    'is its hash, whether it was given or not: %s',
    async (storage) => {
      const file = await newFile(100_000);
      const { store } = startStore();
      for (const hash of [{}, { sha256: file.sha256 }]) {
        const model = { url: faultUrl({ seed: file.seed, size: file.size, breakAt: 50_000 }), ...hash };
        expect(await store.content(model, { storage, limits: LIMITS })).toBe(file.sha256);
        expect(await store.content(model, { storage })).toBe(file.sha256);
      }
    },
  );

  test('is computed once where an older version kept the file without it', async () => {
    const file = await newFile(100_000);
    const model = { url: faultUrl({ seed: file.seed, size: file.size }) };
    const { store } = startStore();
    await store.fetch(model, { storage: 'cache' });
    const cache = await openCacheStorage();
    const key = modelKey(model);
    const { sha256: _, ...older } = (await cache.record(key))!;
    await cache.putRecord(older);
    expect(await store.content(model, { storage: 'cache' })).toBe(file.sha256);
    expect(await cache.record(key)).toEqual({ ...older, sha256: file.sha256 });
    expect((await requestsTo(model.url)).map(({ method }) => method)).toEqual(['GET', 'HEAD']);
  });
});

describe('progress', () => {
  test('counts bytes up to the size of the file, and estimates the time left', async () => {
    const file = await newFile(1_000_000);
    const url = faultUrl({ seed: file.seed, size: file.size, rate: 800_000 });
    const reports: DownloadProgress[] = [];
    const { store } = startStore();
    await store.fetch(
      { url },
      {},
      proxy((progress: DownloadProgress) => void reports.push(progress)),
    );
    expect(reports.at(-1)).toMatchObject({ loaded: file.size, total: file.size });
    const loaded = reports.map((report) => report.loaded);
    expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
    const estimates = reports.flatMap((report) => report.secondsLeft ?? []);
    expect(estimates.length).toBeGreaterThan(3);
    expect(estimates.at(-1)).toBe(0);
  });
});

describe('cancelling', () => {
  test('ends the promise at once, and keeps what had arrived', async () => {
    const file = await newFile(4_000_000);
    const url = faultUrl({ seed: file.seed, size: file.size, rate: 1_000_000 });
    const model = { name: 'cancelled', url, bytes: file.size, sha256: file.sha256 };
    const { store } = startStore();
    let cancelledAt = 0;
    const onProgress = proxy(({ loaded }: DownloadProgress) => {
      if (loaded < 500_000 || cancelledAt) return;
      cancelledAt = performance.now();
      void store.cancel();
    });
    expect(await failureOf(store.fetch(model, {}, onProgress))).toMatchObject({ code: 'aborted' });
    expect(performance.now() - cancelledAt).toBeLessThan(2000);

    const part = (await store.list()).find(({ name }) => name === 'cancelled');
    expect(part).toMatchObject({ isComplete: false });
    expect(part?.bytes).toBeGreaterThanOrEqual(500_000);
    expect(await hashOf(await store.fetch(model))).toBe(file.sha256);
    expect((await requestsTo(url)).at(-1)?.range).not.toBe('bytes=0-');
  });
});

describe('many tabs', () => {
  test('download a model once between them, and all see the progress', async () => {
    const file = await newFile(2_000_000);
    const url = faultUrl({ seed: file.seed, size: file.size, rate: 2_000_000 });
    const model = { url, bytes: file.size, sha256: file.sha256 };
    const seen = [0, 0, 0];
    const blobs = await Promise.all(
      seen.map((_, tab) =>
        startStore().store.fetch(
          model,
          {},
          proxy(() => void seen[tab]++),
        ),
      ),
    );
    expect(blobs.map(({ size }) => size)).toEqual([file.size, file.size, file.size]);
    expect(await requestsTo(url)).toHaveLength(1);
    expect(Math.min(...seen)).toBeGreaterThan(2);
  });

  test('go on with the download of a tab that was closed', async () => {
    const file = await newFile(2_000_000);
    const url = faultUrl({ seed: file.seed, size: file.size, rate: 2_000_000 });
    const model = { url, bytes: file.size, sha256: file.sha256 };
    const first = startStore();
    let waiting: Promise<Blob> | undefined;
    const closed = new Promise<void>((resolve) => {
      const onProgress = proxy(({ loaded }: DownloadProgress) => {
        waiting ??= startStore().store.fetch(model);
        if (loaded < 500_000) return;
        first.kill();
        resolve();
      });
      void first.store.fetch(model, {}, onProgress).catch(() => undefined);
    });
    await closed;
    expect(await hashOf(await waiting!)).toBe(file.sha256);
    expect(await requestsTo(url)).toHaveLength(2);
  });

  test('cannot delete what another fetches', async () => {
    const file = await newFile(1_000_000);
    const model = { name: 'busy', url: faultUrl({ seed: file.seed, size: file.size, stallAt: 500_000 }) };
    const { store } = startStore();
    const started = new Promise<void>((resolve) => {
      void store.fetch(
        model,
        {},
        proxy(() => resolve()),
      );
    });
    await started;
    expect(await failureOf(startStore().store.delete('busy'))).toMatchObject({ reason: 'busy' });
  });
});

describe('a file on the server that was changed', () => {
  test.each([
    ['another origin', faultUrl],
    ['the page’s own origin', ownFaultUrl],
  ])('during the download from %s is fetched anew, not patched together', async (_, address) => {
    const file = await newFile(1_000_000);
    const url = address({ seed: file.seed, size: file.size, breakAt: 400_000, changeAfter: 1 });
    const { store } = startStore();
    const blob = await store.fetch({ url }, { limits: LIMITS });
    expect(await hashOf(blob)).toBe(await sha256(fileBytes(file.size, file.seed + 1)));
  });

  test('is noticed the next time where there is no hash', async () => {
    const file = await newFile(100_000);
    const url = faultUrl({ seed: file.seed, size: file.size, changeAfter: 1 });
    const { store } = startStore();
    expect(await hashOf(await store.fetch({ url }))).toBe(file.sha256);
    expect(await hashOf(await store.fetch({ url }))).toBe(await sha256(fileBytes(file.size, file.seed + 1)));
    expect(await hashOf(await store.fetch({ url }))).toBe(await sha256(fileBytes(file.size, file.seed + 1)));
    expect((await requestsTo(url)).map(({ method }) => method)).toEqual(['GET', 'HEAD', 'GET', 'HEAD']);
  });
});

describe('awkward servers', () => {
  test.each([
    ['without byte ranges', { ranges: false, breakAt: 400_000 }],
    ['that hide their headers from other origins', { expose: false, breakAt: 400_000 }],
    ['without versions', { versions: false, breakAt: 400_000 }],
    ['that redirect', { redirects: 3 }],
    ['that compress', { gzip: true }],
    ['that stall', { stallAt: 400_000 }],
    ['that fail at first', { status: 503, failFirst: 2 }],
    ['that ask for patience', { status: 429, failFirst: 1 }],
    ['that announce too many bytes', { lie: 5000 }],
  ])('%s are put up with', async (_, scenario) => {
    const file = await newFile(1_000_000);
    const url = faultUrl({ ...scenario, seed: file.seed, size: file.size });
    const { store } = startStore();
    const limits = { ...LIMITS, stallMs: 1000 };
    const blob = await store.fetch({ url, sha256: file.sha256 }, { limits });
    expect(await hashOf(blob)).toBe(file.sha256);
  });

  test('another address is tried where the first one fails', async () => {
    const file = await newFile(300_000);
    const model = {
      url: faultUrl({ status: 404 }),
      mirrors: [
        faultUrl({ seed: file.seed + 7, size: file.size }),
        faultUrl({ seed: file.seed, size: file.size }),
      ],
      bytes: file.size,
      sha256: file.sha256,
    };
    const { store } = startStore();
    expect(await hashOf(await store.fetch(model, { limits: LIMITS }))).toBe(file.sha256);
  });
});
