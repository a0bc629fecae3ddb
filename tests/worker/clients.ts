import { afterAll, afterEach } from 'vitest';
import type { ExplainOptions } from '../../src/worker/explanation.js';
import type { RunCounts } from '../../src/worker/protocol.js';
import { OneSubject } from './one-subject.js';
import type { ClientOptions } from '../../src/worker/client/saliency-client.js';
import { TINY_CARD, tinyClassifier, tinyImage } from './tiny-classifier.js';

const clients: OneSubject[] = [];
/** One idle client for each kind of worker, so that a file starts it once and not for every test. */
const keepers = new Map<string, OneSubject>();

/** A client that is disposed of after the test. */
export function createClient(options: ClientOptions = { device: 'wasm' }): OneSubject {
  const kind = JSON.stringify(options);
  if (!keepers.has(kind)) keepers.set(kind, new OneSubject(options));
  const client = new OneSubject(options);
  clients.push(client);
  return client;
}

/** A client with the tiny classifier and an image. */
export async function readyClient(options?: ClientOptions): Promise<OneSubject> {
  const client = createClient(options);
  await client.open({ data: tinyClassifier(), card: TINY_CARD });
  client.setImage(await tinyImage());
  return client;
}

/** What one call ran, by the worker's own count. */
export async function runsOf(client: OneSubject, options: ExplainOptions): Promise<RunCounts> {
  const before = await client.runCounts();
  await client.explain(options);
  const after = await client.runCounts();
  return { trunk: after.trunk - before.trunk, head: after.head - before.head };
}

afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
});

afterAll(() => {
  for (const keeper of keepers.values()) keeper.dispose();
});

export const TOP = { method: 'grad-cam', targetClass: 'top' } as const;
