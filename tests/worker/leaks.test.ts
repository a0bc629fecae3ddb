import { afterEach, beforeEach, expect, test } from 'vitest';
import { SaliencyClient } from '../../src/worker/client/saliency-client.js';
import { TOP } from './clients.js';
import { settledHoldings } from './holdings.js';
import { TINY_CARD, tinyClassifier, tinyImage } from './tiny-classifier.js';
import countingWorker from './workers/counting-worker.js?worker&url';

const OPTIONS = { device: 'wasm', workerUrl: countingWorker } as const;

let keeper: SaliencyClient;
const clients: SaliencyClient[] = [];

function clientOf(): SaliencyClient {
  const client = new SaliencyClient(OPTIONS);
  clients.push(client);
  return client;
}

/** A card of its own for each number makes a model of its own of the same file. */
const numbered = (number: number) => ({
  data: tinyClassifier(),
  card: { ...TINY_CARD, name: `tiny ${number}` },
});

/** An opening that was given up goes on to the end of the step in hand, which takes a while on a busy machine. */
async function expectNothing(client: SaliencyClient): Promise<void> {
  await expect.poll(async () => (await client.cacheUse()).bytes, { timeout: 20_000 }).toBe(0);
  await expect.poll(async () => (await settledHoldings()).sessions, { timeout: 20_000 }).toBe(0);
}

beforeEach(async () => {
  keeper = clientOf();
  await keeper.runCounts();
});

afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
});

test('an opening that is aborted at any moment, the last one too, leaves nothing, and the next one works', async () => {
  const client = clientOf();
  const start = performance.now();
  const first = client.model(numbered(0));
  await client.open(first);
  const duration = performance.now() - start;
  first.release();
  for (let i = 1; i <= 24; i++) {
    const model = client.model(numbered(i));
    const controller = new AbortController();
    const opened = client.open(model, { signal: controller.signal });
    setTimeout(() => controller.abort(), (duration * i) / 20);
    await opened.catch((thrown: unknown) => expect(thrown).toMatchObject({ code: 'aborted' }));
    if (i % 6 === 0) expect(await client.open(model)).toMatchObject({ device: 'wasm' });
    model.release();
  }
  await expectNothing(client);
});

test('a client that is disposed of while a model opens leaves no session', async () => {
  for (let i = 0; i < 12; i++) {
    const client = clientOf();
    const model = client.model(numbered(100 + i));
    const opened = client.open(model);
    setTimeout(() => client.dispose(), 10 * i);
    await opened.catch((thrown: unknown) => expect(thrown).toMatchObject({ code: 'aborted' }));
  }
  await expectNothing(keeper);
});

test('200 models, one after the other, leave the heap as it was', { timeout: 240_000 }, async () => {
  const client = clientOf();
  const image = client.image(await tinyImage());
  const heaps: number[] = [];
  for (let i = 0; i < 200; i++) {
    const model = client.model(numbered(200 + i));
    await client.explain({ model, image, ...TOP });
    model.release();
    if (i % 50 === 49) heaps.push((await settledHoldings()).heap);
  }
  expect((await settledHoldings()).sessions).toBe(0);
  expect((await client.cacheUse()).kinds).not.toHaveProperty('gradients');
  expect(heaps.at(-1)).toBe(heaps[0]);
});
