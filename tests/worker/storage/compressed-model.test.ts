import { proxy } from 'comlink';
import { beforeAll, describe, expect, test } from 'vitest';
import { bytesOf } from '../../../src/onnx/codec/byte-source.js';
import { compressModel } from '../../../src/onnx/compress/compress-model.js';
import { printModel } from '../../../src/onnx/codec/print-model.js';
import { expandBlob } from '../../../src/models/download/expand-blob.js';
import type { DownloadProgress } from '../../../src/models/download/progress-meter.js';
import { faultUrl, requestsTo, upload } from '../../faults/server/fault-url.js';
import { buildModel, floatTensor, seededNumbers } from '../../fixtures/build-model.js';
import { failureOf, LIMITS, sha256, startStore } from './start-store.js';

const FEATURES = 1500;

let original: Uint8Array<ArrayBuffer>;
let transport: Blob;
let hash: string;
let expandedHash: string;

beforeAll(async () => {
  original = printModel(
    buildModel({
      inputs: { x: [1, FEATURES] },
      outputs: ['y'],
      // Other numbers in every run: kept files of an earlier one do not count.
      initializers: [floatTensor('w', [FEATURES, 500], seededNumbers(FEATURES * 500, Date.now() % 1e6))],
      nodes: [['MatMul', ['x', 'w'], ['y']]],
    }),
  );
  const parts: BlobPart[] = [];
  for await (const part of compressModel(bytesOf(original), { weights: 'int4' })) {
    parts.push(part as Uint8Array<ArrayBuffer>);
  }
  transport = new Blob(parts);
  hash = await sha256(await transport.arrayBuffer());
  expandedHash = await sha256(await (await expandBlob(transport)).arrayBuffer());
});

async function hashOf(blob: Blob): Promise<string> {
  return sha256(await blob.arrayBuffer());
}

test('a file of the user is expanded to the size of the original', async () => {
  expect((await expandBlob(transport)).size).toBe(original.length);
  const plain = new Blob([original]);
  expect(await expandBlob(plain)).toBe(plain);
});

describe.each(['opfs', 'cache', 'memory'] as const)('fetched into %s', (storage) => {
  test('a compressed model is kept expanded; progress and hash are those of the download', async () => {
    const url = faultUrl();
    await upload(url, transport);
    const reports: DownloadProgress[] = [];
    const { store } = startStore();
    const model = { name: `small-${storage}`, url, bytes: transport.size, sha256: hash };
    const blob = await store.fetch(
      model,
      { storage },
      proxy((progress: DownloadProgress) => void reports.push(progress)),
    );
    expect(await hashOf(blob)).toBe(expandedHash);
    expect(reports.at(-1)).toMatchObject({ loaded: transport.size, total: transport.size });
    expect(await store.content(model, { storage })).toBe(hash);
    expect(
      await hashOf(
        await startStore().store.fetch(model, { storage: storage === 'memory' ? 'opfs' : storage }),
      ),
    ).toBe(expandedHash);
    const kept = (await store.list(storage)).find(({ name }) => name === model.name);
    expect(kept).toMatchObject({ bytes: original.length, isComplete: true });
    await store.delete(model.name, storage);
  });

  test('a broken connection is resumed', async () => {
    const url = faultUrl({ breakAt: 200_000, rate: 400_000 });
    await upload(url, transport);
    const { store } = startStore();
    const blob = await store.fetch({ url, sha256: hash }, { storage, limits: LIMITS });
    expect(await hashOf(blob)).toBe(expandedHash);
    expect((await requestsTo(url)).at(-1)?.range).not.toBe('bytes=0-');
    await store.delete(hash, storage);
  });
});

test('after the tab was closed it is begun again: what is kept are other bytes than those that came', async () => {
  const url = faultUrl({ stallAt: 300_000, rate: 1_000_000 });
  await upload(url, transport);
  const first = startStore();
  await new Promise<void>((resolve) => {
    const onProgress = proxy(({ loaded }: DownloadProgress) => loaded > 200_000 && resolve());
    void first.store.fetch({ url }, {}, onProgress).catch(() => undefined);
  });
  first.kill();
  const { store } = startStore();
  expect(await hashOf(await store.fetch({ url }))).toBe(expandedHash);
  expect((await requestsTo(url)).map(({ range }) => range)).toEqual(['bytes=0-', 'bytes=0-']);
  expect(await hashOf(await store.fetch({ url }))).toBe(expandedHash);
  expect((await requestsTo(url)).at(-1)?.method).toBe('HEAD');
});

test('a damaged one is an error, and nothing of it is kept', async () => {
  const bytes = new Uint8Array(await transport.arrayBuffer());
  bytes.fill(0xff, 60, 200);
  const url = faultUrl();
  await upload(url, new Blob([bytes]));
  const { store } = startStore();
  expect(await failureOf(store.fetch({ name: 'damaged', url }))).toMatchObject({ code: 'model-invalid' });
  expect((await store.list()).filter(({ name }) => name === 'damaged')).toEqual([]);
});
