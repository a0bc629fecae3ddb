import { afterEach, describe, expect, test } from 'vitest';
import { OneSubject } from '../worker/one-subject.js';
import type { ClientOptions } from '../../src/worker/client/saliency-client.js';
import { TOP } from '../worker/clients.js';
import { buildModel, floatTensor, int64Tensor } from '../fixtures/build-model.js';
import { printModel } from '../../src/onnx/codec/print-model.js';
import { expectFault } from './expect-fault.js';
import { TINY_CARD, tinyClassifier, tinyImage } from '../worker/tiny-classifier.js';
import lostGpuWorker from '../worker/workers/lost-gpu-worker.js?worker&url';
import mortalWorker from '../worker/workers/mortal-worker.js?worker&url';
import noGpuWorker from '../worker/workers/no-gpu-worker.js?worker&url';

const MORTAL = { device: 'wasm', workerUrl: mortalWorker } as const;

let client: OneSubject;

async function readyClient(options: ClientOptions): Promise<void> {
  client = new OneSubject(options);
  await client.open({ data: tinyClassifier(), card: TINY_CARD });
  client.setImage(await tinyImage());
}

function tell(channel: string, message: string): void {
  const sender = new BroadcastChannel(channel);
  sender.postMessage(message);
  sender.close();
}

/** A question that takes long enough to be interrupted. */
function longQuestion(onStart: () => void, signal?: AbortSignal): Promise<unknown> {
  const question = { method: 'smooth-grad-cam++', targetClass: 0, samples: 10_000 };
  return client.explain(question, { signal, onProgress: ({ partial }) => partial && onStart() });
}

afterEach(() => client.dispose());

describe('a worker that dies', () => {
  test('rejects what is under way once it has cost several, and the next call is answered', async () => {
    await readyClient(MORTAL);
    const before = await client.explain(TOP);
    const asked = longQuestion(() => tell('mortal-worker', 'throw'));
    const { message } = await expectFault(asked, 'workerDied');
    expect(message).toMatch(/killed by the test/);
    expect((await client.explain(TOP)).map).toEqual(before.map);
  });

  test('without a word is noticed by its silence', { timeout: 180_000 }, async () => {
    await readyClient({ ...MORTAL, limits: { silence: 8000 } });
    const asked = longQuestion(() => tell('mortal-worker', 'close'));
    await expect(asked).rejects.toMatchObject({ code: 'worker-lost' });
    expect(await client.explain(TOP)).toMatchObject({ layer: 'late' });
  });

  test('while nothing is under way is replaced at the next call', async () => {
    await readyClient(MORTAL);
    tell('mortal-worker', 'throw');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await client.explain(TOP)).toMatchObject({ layer: 'late' });
  });
});

describe('a worker that is stuck', () => {
  test('is ended when its only question is cancelled', async () => {
    await readyClient({ ...MORTAL, limits: { abort: 300 } });
    const controller = new AbortController();
    const asked = longQuestion(() => {
      tell('mortal-worker', 'freeze');
      setTimeout(() => controller.abort(), 200);
    }, controller.signal);
    await expect(asked).rejects.toMatchObject({ code: 'aborted' });
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await client.explain(TOP)).toMatchObject({ layer: 'late' });
  });
});

describe('a worker that does not start', () => {
  test.each([
    ['nothing is there', '/no/such/worker.js'],
    ['it is not a script', 'data:text/javascript,this is no script'],
    ['the module it imports is missing', 'data:text/javascript,import "/no/such/module.js"'],
  ])('because %s', async (_, workerUrl) => {
    client = new OneSubject({ device: 'wasm', workerUrl });
    const opened = client.open({ data: tinyClassifier(), card: TINY_CARD });
    await expectFault(opened, 'noWorker');
  });

  test('because it never answers', async () => {
    const workerUrl = 'data:text/javascript,self.onmessage = () => undefined';
    client = new OneSubject({ device: 'wasm', workerUrl, limits: { start: 500 } });
    await expect(client.runCounts()).rejects.toMatchObject({ code: 'worker-load' });
  });

  test("because ONNX Runtime's files are not where they should be", async () => {
    client = new OneSubject({ device: 'wasm', wasmPaths: '/no/such/folder' });
    const opened = client.open({ data: tinyClassifier(), card: TINY_CARD });
    await expectFault(opened, 'noRuntime');
  });
});

test('a worker from another origin is imported', async () => {
  const url = new URL(mortalWorker, location.href);
  url.hostname = url.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
  await readyClient({ device: 'wasm', workerUrl: url.href });
  expect(await client.explain(TOP)).toMatchObject({ layer: 'late' });
});

describe('a machine without a usable GPU', () => {
  const workerUrl = noGpuWorker;

  test('runs on WASM under device auto, and says why', async () => {
    client = new OneSubject({ device: 'auto', workerUrl });
    const info = await client.open({ data: tinyClassifier(), card: TINY_CARD });
    expect(info.device).toBe('wasm');
    expect(info.fallbackReason).toMatch(/no GPU that it can use/);
  });

  test('refuses device webgpu', async () => {
    client = new OneSubject({ device: 'webgpu', workerUrl });
    const opened = client.open({ data: tinyClassifier(), card: TINY_CARD });
    await expectFault(opened, 'noAdapter');
  });
});

test('a lost GPU is survived: the question is put again to a new worker', { timeout: 180_000 }, async () => {
  await readyClient({ device: 'webgpu', workerUrl: lostGpuWorker });
  const before = await client.explain(TOP);
  tell('lost-gpu-worker', 'destroy');
  await new Promise((resolve) => setTimeout(resolve, 500));
  const after = await client.explain({ ...TOP, targetClass: 3 });
  expect(after).toMatchObject({ classIndex: 3, device: 'webgpu' });
  expect((await client.explain(TOP)).map).toEqual(before.map);
});

test('a GPU that is lost again and again is an error', { timeout: 180_000 }, async () => {
  await readyClient({ device: 'webgpu', workerUrl: `${lostGpuWorker}&on-run` });
  await expectFault(client.explain(TOP, { onProgress: () => undefined }), 'gpuLost');
});

test('a page whose Content-Security-Policy forbids WebAssembly is told what to add', async () => {
  client = new OneSubject({ device: 'wasm', workerUrl: `${mortalWorker}&without-wasm` });
  const opened = client.open({ data: tinyClassifier(), card: TINY_CARD });
  await expectFault(opened, 'cspWasm');
});

test('a tensor that no WebAssembly memory can hold is out of memory, and the next model works', async () => {
  client = new OneSubject({ ...MORTAL });
  // 4.2 GB of the 4.29 that WebAssembly can address.
  const pads = [0, 0, 8097, 8097, 0, 0, 8097, 8097];
  const model = buildModel({
    inputs: { image: [1, 3, 8, 8] },
    outputs: { scores: [1, 4] },
    initializers: [
      floatTensor('w', [4, 3, 1, 1], new Float32Array(12).fill(1)),
      int64Tensor('pads', [8], pads),
    ],
    nodes: [
      ['Conv', ['image', 'w'], ['features']],
      ['Pad', ['features', 'pads'], ['vast']],
      ['GlobalAveragePool', ['vast'], ['pooled']],
      ['Flatten', ['pooled'], ['scores']],
    ],
  });
  const card = {
    ...TINY_CARD,
    input: { ...TINY_CARD.input, width: 8, height: 8 },
    output: undefined,
    layer: 'features',
  };
  client.setImage(await tinyImage());
  const asked = client
    .open({ data: new Blob([printModel(model)]), card })
    .then(() => client.explain({ ...TOP, layer: 'features' }));
  await expectFault(asked, 'outOfMemory');
  await client.open({ data: tinyClassifier(), card: TINY_CARD });
  expect(await client.explain(TOP)).toMatchObject({ layer: 'late' });
});
