import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SaliencyClient, type ClientOptions } from '../../src/worker/client/saliency-client.js';
import type { ImageHandle, ModelHandle } from '../../src/worker/client/held.js';
import { faultUrl } from '../faults/server/fault-url.js';
import { TOP } from './clients.js';
import { TINY_CARD, tinyClassifier, tinyImage } from './tiny-classifier.js';
import flakyWasmWorker from './workers/flaky-wasm-worker.js?worker&url';
import lostGpuWorker from './workers/lost-gpu-worker.js?worker&url';
import mortalWorker from './workers/mortal-worker.js?worker&url';

const WASM: ClientOptions = { device: 'wasm' };
const clients: SaliencyClient[] = [];

function clientOf(options = WASM): SaliencyClient {
  const client = new SaliencyClient(options);
  clients.push(client);
  return client;
}

/** A picture of its own for each number, as a file. */
async function picture(seed: number): Promise<Blob> {
  const context = new OffscreenCanvas(64, 48).getContext('2d')!;
  for (let i = 0; i < 8; i++) {
    context.fillStyle = `hsl(${(seed * 47 + i * 91) % 360} 80% ${20 + ((seed * 13 + i * 7) % 60)}%)`;
    context.fillRect((seed * 5 + i * 11) % 50, (seed * 3 + i * 17) % 40, 20, 16);
  }
  return context.canvas.convertToBlob({ type: 'image/png' });
}

const tiny = (client: SaliencyClient): ModelHandle =>
  client.model({ data: tinyClassifier(), card: TINY_CARD });

function tell(channel: string, message: string): void {
  const sender = new BroadcastChannel(channel);
  sender.postMessage(message);
  sender.close();
}

let keeper: SaliencyClient;
beforeEach(() => {
  keeper = clientOf();
});
afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
});

describe('many images and models', () => {
  test('are asked about in any order, at the same time, each answer about its own', async () => {
    const client = clientOf();
    const model = tiny(client);
    const images: ImageHandle[] = [];
    for (let seed = 0; seed < 6; seed++) images.push(client.image(await picture(seed)));
    const ask = (image: ImageHandle) => client.explain({ model, image, ...TOP, targetClass: 1 });
    const alone = [];
    for (const image of images) alone.push(await ask(image));
    const together = await Promise.all([...images].reverse().map(ask));
    expect(together.reverse().map(({ map }) => map)).toEqual(alone.map(({ map }) => map));
    expect(new Set(alone.map(({ scores }) => scores.join())).size).toBe(images.length);
  });

  test('with the same bytes are one', async () => {
    const client = clientOf();
    const [first, second] = [await picture(1), await picture(1)];
    const model = tiny(client);
    await client.explain({ model, image: client.image(first), ...TOP });
    const before = await client.runCounts();
    const again = client.model({ data: tinyClassifier().slice(), card: TINY_CARD });
    await client.explain({ model: again, image: client.image(second), ...TOP });
    expect(await client.runCounts()).toEqual(before);
  });

  test('a small model does not wait for the slow download of another', async () => {
    const [slow, quick] = [clientOf(), clientOf()];
    const url = faultUrl({ size: 3_000_000, rate: 20_000 });
    const controller = new AbortController();
    const downloading = new Promise<void>((resolve) => {
      slow
        .open(slow.model(url), {
          signal: controller.signal,
          onProgress: ({ loaded }) => loaded > 0 && resolve(),
        })
        .catch(() => undefined);
    });
    await downloading;
    const image = quick.image(await picture(2));
    expect(await quick.explain({ model: tiny(quick), image, ...TOP })).toMatchObject({ layer: 'late' });
    controller.abort();
  });
});

describe('equal questions under way', () => {
  test('share one answer, whoever asks', async () => {
    const [one, other] = [clientOf(), clientOf()];
    const file = await picture(3);
    const questions = [one, other, one].map((client) => ({
      client,
      model: tiny(client),
      image: client.image(file),
    }));
    for (const { client, model } of questions) await client.open(model);
    const before = await one.runCounts();
    const answers = await Promise.all(
      questions.map(({ client, model, image }) => client.explain({ model, image, ...TOP })),
    );
    const after = await one.runCounts();
    expect([after.trunk - before.trunk, after.head - before.head]).toEqual([1, 1]);
    for (const { map } of answers) expect(map).toEqual(answers[0].map);
  });

  test('are given up only when all are cancelled', async () => {
    const client = clientOf();
    const [model, image] = [tiny(client), client.image(await picture(4))];
    const [leaving, staying] = [new AbortController(), new AbortController()];
    const question = { model, image, method: 'smooth-grad-cam++', targetClass: 0, samples: 40 };
    const first = client.explain(question, { signal: leaving.signal });
    const second = client.explain(question, {
      signal: staying.signal,
      onProgress: ({ partial }) => partial && leaving.abort(),
    });
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    expect((await second).timings.trunkRuns).toBe(41);
  });
});

test('a question in the foreground overtakes one in the background at the next session', async () => {
  const client = clientOf();
  const [model, image] = [tiny(client), client.image(await picture(5))];
  await client.open(model);
  const controller = new AbortController();
  let done = 0;
  const prefetching = new Promise<void>((resolve) => {
    const question = { model, image, method: 'smooth-grad-cam++', targetClass: 0, samples: 2000 };
    const onProgress = ({ phase, loaded }: { phase: string; loaded: number }): void => {
      if (phase !== 'map') return;
      done = loaded;
      resolve();
    };
    client
      .explain(question, { urgency: 'background', signal: controller.signal, onProgress })
      .catch(() => undefined);
  });
  await prefetching;
  const other = client.image(await picture(6));
  const before = done;
  await client.explain({ model, image: other, ...TOP });
  // Decoding and messages leave gaps in which the background goes on, one session at a time.
  expect(done - before).toBeLessThan(100);
  expect(done).toBeLessThan(2000);
  controller.abort();
});

describe('what the worker keeps', () => {
  test('stays within its budget, whatever it is made of', async () => {
    const budget = 400_000;
    const client = clientOf({ ...WASM, cacheBytes: budget });
    const model = tiny(client);
    const images: ImageHandle[] = [];
    for (let seed = 0; seed < 40; seed++) images.push(client.image(await picture(seed)));
    for (const image of images) {
      await client.explain({ model, image, ...TOP });
      expect((await client.cacheUse()).bytes).toBeLessThan(2 * budget);
    }
    // The first one was evicted, and is simply given again.
    expect(await client.explain({ model, image: images[0], ...TOP })).toMatchObject({ layer: 'late' });
  });

  test('goes with the last who holds it', async () => {
    const client = clientOf();
    const [model, same] = [tiny(client), tiny(client)];
    const image = client.image(await picture(7));
    await client.explain({ model, image, ...TOP });
    expect(Object.keys((await client.cacheUse()).kinds).sort()).toEqual(
      ['activations', 'gradients', 'images', 'inputs', 'logits', 'models', 'sessions', 'trunks'].sort(),
    );
    await client.open(same);
    image.release();
    await expect.poll(async () => (await client.cacheUse()).kinds).not.toHaveProperty('gradients');
    expect((await client.cacheUse()).kinds).toHaveProperty('sessions');
    model.release();
    expect((await client.cacheUse()).kinds).toHaveProperty('sessions');
    same.release();
    await expect.poll(async () => (await client.cacheUse()).bytes).toBe(0);
  });

  test('a released model or image is named in the error', async () => {
    const client = clientOf();
    const [model, image] = [tiny(client), client.image(await picture(8))];
    image.release();
    await expect(client.explain({ model, image, ...TOP })).rejects.toMatchObject({ code: 'bad-option' });
  });
});

/** Five questions that take a while, about two models and several images. */
async function fiveQuestions(client: SaliencyClient): Promise<Promise<unknown>[]> {
  const models = [tiny(client), client.model({ data: tinyClassifier(), card: { ...TINY_CARD, labels: [] } })];
  const asked: Promise<unknown>[] = [];
  for (let i = 0; i < 5; i++) {
    const question = {
      model: models[i % 2],
      image: client.image(await picture(20 + i)),
      method: 'smooth-grad-cam++',
      targetClass: i % 4,
      samples: 12,
    };
    asked.push(client.explain(question));
  }
  return asked;
}

describe('five questions under way', () => {
  test('are all answered after the worker died', async () => {
    const client = clientOf({ ...WASM, workerUrl: mortalWorker });
    const asked = await fiveQuestions(client);
    setTimeout(() => tell('mortal-worker', 'throw'), 150);
    expect(await Promise.all(asked)).toHaveLength(5);
  });

  test('are all answered after the GPU was lost', { timeout: 240_000 }, async () => {
    const client = clientOf({ device: 'webgpu', workerUrl: lostGpuWorker });
    const model = tiny(client);
    await client.explain({ model, image: client.image(await tinyImage()), ...TOP });
    const asked = await fiveQuestions(client);
    setTimeout(() => tell('lost-gpu-worker', 'destroy'), 300);
    expect(await Promise.all(asked)).toHaveLength(5);
  });
});

test('a wasm file that failed to load once is loaded by the next call', async () => {
  await caches.delete('flaky-wasm-worker');
  const client = clientOf({ ...WASM, workerUrl: flakyWasmWorker });
  const model = tiny(client);
  await expect(client.open(model)).rejects.toMatchObject({ code: 'worker-load' });
  expect(await client.open(model)).toMatchObject({ device: 'wasm' });
  expect(await caches.has('flaky-wasm-worker')).toBe(true);
});

test('a client that is disposed of ends its questions, and no others', async () => {
  const client = clientOf();
  const image = await picture(9);
  const asked = client.explain({ model: tiny(client), image: client.image(image), ...TOP, samples: 300 });
  const others = keeper.explain({ model: tiny(keeper), image: keeper.image(image), ...TOP, targetClass: 2 });
  client.dispose();
  await expect(asked).rejects.toMatchObject({ code: 'aborted' });
  expect(await others).toMatchObject({ classIndex: 2 });
});
