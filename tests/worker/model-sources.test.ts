import { beforeAll, describe, expect, inject, test } from 'vitest';
import catalogue from '../../models/catalog.json';
import workbenchUrl from '../../models/workbench.onnx?url';
import { deleteModel } from '../../src/engine.js';
import { bytesOf } from '../../src/onnx/codec/byte-source.js';
import { compressModel } from '../../src/onnx/compress/compress-model.js';
import type { WeightFormat } from '../../src/onnx/compress/plan-weights.js';
import { parseModel } from '../../src/onnx/codec/parse-model.js';
import { printModel } from '../../src/onnx/codec/print-model.js';
import type { ModelCard } from '../../src/models/model-card.js';
import type { ModelSource } from '../../src/models/model-source.js';
import type { Explanation } from '../../src/worker/explanation.js';
import type { ModelInfo } from '../../src/worker/model-info.js';
import type { Progress } from '../../src/worker/progress.js';
import type { OneSubject } from './one-subject.js';
import type { ClientOptions } from '../../src/worker/client/saliency-client.js';
import { expectFault } from '../faults/expect-fault.js';
import { faultUrl, requestsTo, upload } from '../faults/server/fault-url.js';
import { expectError } from '../fixtures/expect-error.js';
import { createClient, readyClient, TOP } from './clients.js';
import { correlation } from './pearson.js';
import { sha256 } from './storage/start-store.js';
import { TINY_CARD, tinyClassifier, tinyImage } from './tiny-classifier.js';

const SCENE = new URL('../../models/evaluation/000000.jpg', import.meta.url).href;

async function compressed(model: Blob, weights: WeightFormat): Promise<Blob> {
  const parts: BlobPart[] = [];
  const bytes = new Uint8Array(await model.arrayBuffer());
  for await (const part of compressModel(bytesOf(bytes), { weights }))
    parts.push(part as Uint8Array<ArrayBuffer>);
  return new Blob(parts);
}

const hashOf = async (blob: Blob): Promise<string> => sha256(await blob.arrayBuffer());

describe('a file of `saliency compress`', () => {
  const { sha256: _, bytes, ...known } = catalogue.models.find(({ name }) => name === 'workbench')!;
  const card = known as unknown as ModelCard;
  let transport: Blob;
  let scene: Blob;
  let exact: Explanation;

  async function explained(source: ModelSource): Promise<Explanation> {
    const client = createClient();
    await client.open(source);
    client.setImage(scene);
    return client.explain({ method: 'layer-cam', targetClass: exact?.classIndex ?? 'top' });
  }

  beforeAll(async () => {
    const original = await (await fetch(workbenchUrl)).blob();
    scene = await (await fetch(SCENE)).blob();
    transport = await compressed(original, 'int8');
    exact = await explained({ data: original, card });
  });

  function expectClose(close: Explanation): void {
    expect(close.label).toBe(exact.label);
    expect(close.map).not.toEqual(exact.map);
    expect(correlation(close.map, exact.map)).toBeGreaterThan(0.99);
  }

  test('that is dropped explains as its original does, and a quarter of it was enough', async () => {
    expect(transport.size).toBeLessThan(0.3 * bytes);
    expectClose(await explained({ data: new File([transport], 'workbench.int8.saliency'), card }));
  });

  test('that is fetched does too; its hash and size are those of the download', async () => {
    const url = faultUrl();
    await upload(url, transport);
    const of = { ...card, bytes: transport.size, sha256: await hashOf(transport) };
    expectClose(await explained({ data: url, card: of }));
  });

  test('reports how far the reading of a dropped one is', async () => {
    const reports: Progress[] = [];
    await createClient().open({ data: transport, card }, { onProgress: (report) => reports.push(report) });
    const read = reports.filter(({ phase }) => phase === 'model');
    expect(read.at(-1)).toMatchObject({ loaded: transport.size, total: transport.size });
  });

  test('that was damaged is refused', async () => {
    const bytes = new Uint8Array(await transport.arrayBuffer());
    bytes[bytes.length >> 1] ^= 4;
    const opened = createClient().open({ data: new Blob([bytes]), card });
    const { message } = await expectFault(opened, 'damagedTransport');
    expect(message).toMatch(/SHA-256/);
  });

  test.each(['as it is', 'compressed'])(
    'dropped %s, with another hash than its card says is refused',
    async (form) => {
      const data = form === 'compressed' ? transport : tinyClassifier();
      const opened = createClient().open({ data, card: { ...card, sha256: '0'.repeat(64) } });
      await expectFault(opened, 'droppedHash');
    },
  );
});

describe('a catalogue of the page', () => {
  const ENTRY = { ...TINY_CARD, name: 'vgg16', labels: 'labels.txt' };
  let mirror: string;
  let entry: Record<string, unknown>;

  beforeAll(async () => {
    mirror = faultUrl();
    await upload(mirror, tinyClassifier());
    entry = {
      ...ENTRY,
      url: faultUrl({ status: 404 }),
      mirrors: [mirror],
      sha256: await hashOf(tinyClassifier()),
    };
  });

  /** A catalogue at an address of its own, with a list of labels beside it. */
  async function served(models: unknown): Promise<string> {
    const folder = `${inject('faultOrigin')}/${Math.random().toString(36).slice(2)}`;
    await upload(`${folder}/labels.txt`, new Blob(['adder\nboa\ncobra\ndipsas\n']));
    await upload(`${folder}/own.json`, new Blob([JSON.stringify({ models })]));
    return `${folder}/own.json`;
  }

  const clientWith = (catalog: string): OneSubject =>
    createClient({ device: 'wasm', catalog } satisfies ClientOptions);

  test('gives the name vgg16 a model, downloaded from its mirror, with labels beside the catalogue', async () => {
    const client = clientWith(await served([entry]));
    const info = await client.open({ data: 'vgg16', card: {} });
    expect(info.card).toMatchObject({ name: 'vgg16', labels: ['adder', 'boa', 'cobra', 'dipsas'] });
    expect((await requestsTo(mirror)).filter(({ method }) => method === 'GET')).toHaveLength(1);
    client.setImage(await tinyImage());
    const explanation = await client.explain(TOP);
    const plain = await (await readyClient()).explain(TOP);
    expect(explanation.map).toEqual(plain.map);
    expect(explanation.label).toMatch(/adder|boa|cobra|dipsas/);
  });

  test('lets what the page says of the model win', async () => {
    const client = clientWith(await served([entry]));
    const { card } = await client.open({ data: 'vgg16', card: { labels: ['a', 'b', 'c', 'd'] } });
    expect(card.labels).toEqual(['a', 'b', 'c', 'd']);
  });

  test.each<[string, (served: string) => string, RegExp]>([
    ['that is not there', () => faultUrl({ status: 404 }), /The catalogue could not be fetched.*404/],
    ['that is no JSON', () => faultUrl({ text: 'models: none' }), /is not JSON/],
    [
      'with a mistake',
      () => faultUrl({ text: '{"models": [{"name": "x"}]}' }),
      /models\[0\]: "input" is missing/,
    ],
    ['without the name', (url) => url, /no model called "vgg99".*Use one of vgg16, /],
  ])('%s is an error that says so', async (_, urlOf, message) => {
    const client = clientWith(urlOf(await served([entry])));
    await expect(client.open({ data: 'vgg99', card: {} })).rejects.toThrow(message);
  });
});

test('a kept model that is deleted while it is open is fetched again when it is needed', async () => {
  const url = faultUrl();
  await upload(url, tinyClassifier());
  const client = createClient();
  await client.open({ data: url, card: { ...TINY_CARD, name: 'deleted-while-open' } });
  client.setImage(await tinyImage());
  const before = await client.explain(TOP);
  expect(await deleteModel('deleted-while-open')).toBeGreaterThan(0);
  expect(await client.explain({ ...TOP, layer: 'early' })).toMatchObject({ layer: 'early' });
  expect((await client.explain(TOP)).map).toEqual(before.map);
  const gets = (await requestsTo(url)).filter(({ method }) => method === 'GET');
  expect(gets).toHaveLength(2);
});

describe('what people have on their disk', () => {
  async function onDisk(content: Blob, name: string): Promise<FileSystemFileHandle> {
    const handle = await (await navigator.storage.getDirectory()).getFileHandle(name, { create: true });
    const writer = await handle.createWritable();
    await writer.write(content);
    await writer.close();
    return handle;
  }

  test('is opened by its handle, and named by it', async () => {
    const handle = await onDisk(tinyClassifier(), 'from-disk.onnx');
    const client = createClient();
    const { card } = await client.open({ data: handle, card: { ...TINY_CARD, name: undefined } });
    expect(card.name).toBe('from-disk.onnx');
    client.setImage(await tinyImage());
    expect((await client.explain(TOP)).map).toEqual((await (await readyClient()).explain(TOP)).map);
  });

  test('and was deleted since is an error that says so', async () => {
    const handle = await onDisk(tinyClassifier(), 'deleted.onnx');
    await (await navigator.storage.getDirectory()).removeEntry('deleted.onnx');
    const opened = createClient().open({ data: handle, card: TINY_CARD });
    await expectError(opened, 'model-fetch', /"deleted\.onnx" can no longer be read.*Choose it again/);
  });

  test('and is deleted while it is open is an error where it is needed again', async () => {
    const handle = await onDisk(tinyClassifier(), 'fleeting.onnx');
    const client = createClient();
    await client.open({ data: handle, card: TINY_CARD });
    client.setImage(await tinyImage());
    await client.explain(TOP);
    await (await navigator.storage.getDirectory()).removeEntry('fleeting.onnx');
    expect(await client.explain({ ...TOP, targetClass: 1 })).toMatchObject({ layer: 'late' });
    await expectFault(client.explain({ ...TOP, layer: 'early' }), 'fileGone');
  });

  test.each<[string, () => Promise<string | File>]>([
    [
      'a file of them',
      async () => new File(['{"0": "ant", "1": "bee", "2": "cat", "3": "dog"}'], 'names.json'),
    ],
    [
      'their address',
      async () => {
        const url = faultUrl();
        await upload(url, new Blob(['ant\nbee\ncat\ndog']));
        return url;
      },
    ],
  ])('gives labels by %s', async (_, labels) => {
    const card = { ...TINY_CARD, labels: await labels() };
    const info = await createClient().open({ data: tinyClassifier(), card });
    expect(info.card.labels).toEqual(['ant', 'bee', 'cat', 'dog']);
    expect(info.notes.join()).not.toMatch(/labels were given/);
  });

  test('gives labels of another number, which is noted', async () => {
    const info = await createClient().open({
      data: tinyClassifier(),
      card: { ...TINY_CARD, labels: ['ant'] },
    });
    expect(info.notes).toContain('The model has 4 classes, and 1 labels were given.');
  });
});

describe.each(['/', '\\'])('a model that keeps its weights in another file, behind a "%s"', (separator) => {
  let model: Blob;
  let weights: File;

  /** The tiny classifier, whose large weights link into the file `tiny one.bin` of the folder `weights`. */
  beforeAll(async () => {
    const bytes = new Uint8Array(await tinyClassifier().arrayBuffer());
    weights = new File([bytes], 'tiny one.bin');
    model = new Blob([
      printModel(await parseModel(bytesOf(bytes), { location: `weights${separator}tiny one.bin` })),
    ]);
    expect(model.size).toBeLessThan(0.5 * weights.size);
  });

  async function expectSame(source: ModelSource): Promise<ModelInfo> {
    const client = createClient();
    const info = await client.open(source);
    client.setImage(await tinyImage());
    const plain = await (await readyClient()).explain(TOP);
    expect((await client.explain(TOP)).map).toEqual(plain.map);
    return info;
  }

  test('is opened with the files that were dropped together with it', async () => {
    await expectSame({ data: model, card: TINY_CARD, externalData: { 'tiny one.bin': weights } });
    await expectSame({ data: model, card: TINY_CARD, externalData: { 'weights\\tiny one.bin': weights } });
  });

  test('finds it beside its address', async () => {
    const folder = `${inject('faultOrigin')}/${Math.random().toString(36).slice(2)}`;
    await upload(`${folder}/tiny.onnx`, model);
    await upload(`${folder}/weights/tiny%20one.bin`, weights);
    await expectSame({ data: `${folder}/tiny.onnx`, card: TINY_CARD });
  });

  test('is refused without it, by the name of what is missing', async () => {
    const opened = createClient().open({ data: model, card: TINY_CARD });
    const { message } = await expectFault(opened, 'missingWeights');
    expect(message).toContain('"weights/tiny one.bin"');
  });

  test('is refused with one that is too short', async () => {
    const externalData = { 'tiny one.bin': weights.slice(0, 2000) };
    const opened = createClient().open({ data: model, card: TINY_CARD, externalData });
    await expectError(opened, 'model-invalid', /tiny one\.bin/);
  });
});
