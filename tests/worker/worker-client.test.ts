import { afterEach, describe, expect, test } from 'vitest';
import type { Progress } from '../../src/worker/protocol.js';
import { SaliencyClient, type ClientOptions } from '../../src/worker/worker-client.js';
import { TINY_CARD, tinyClassifier, tinyImage } from './tiny-classifier.js';

const clients: SaliencyClient[] = [];

function createClient(options: ClientOptions = { device: 'wasm' }): SaliencyClient {
  const client = new SaliencyClient(options);
  clients.push(client);
  return client;
}

async function readyClient(options?: ClientOptions): Promise<SaliencyClient> {
  const client = createClient(options);
  await client.open({ data: tinyClassifier(), card: TINY_CARD });
  await client.setImage(await tinyImage());
  return client;
}

const TOP = { method: 'grad-cam', targetClass: 'top' } as const;

afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
});

describe('open', () => {
  test('reports the layers, the device and the size of the derived graphs', async () => {
    const phases: Progress['phase'][] = [];
    const info = await createClient().open(
      { data: tinyClassifier(), card: TINY_CARD },
      { onProgress: ({ phase }) => phases.push(phase) },
    );
    expect(info.device).toBe('wasm');
    expect(info.layers.map(({ name }) => name)).toEqual(expect.arrayContaining(['early', 'late']));
    expect(info.defaultLayer).toBe('late');
    expect(info.trunkBytes + info.headBytes).toBeLessThan(8000);
    expect(phases).toEqual(expect.arrayContaining(['graphs', 'backend']));
  });
});

describe('explain', () => {
  test('gives a map over the whole image with scores', async () => {
    const client = await readyClient();
    const explanation = await client.explain(TOP);
    expect(explanation).toMatchObject({
      mapWidth: 8,
      mapHeight: 8,
      mapRect: { x: 0, y: 0, width: 64, height: 48 },
      imageWidth: 64,
      imageHeight: 48,
      layer: 'late',
      method: 'grad-cam',
      device: 'wasm',
    });
    expect(explanation.scores.reduce((sum, score) => sum + score)).toBeCloseTo(1, 5);
    expect(explanation.label).toBe(TINY_CARD.labels[explanation.classIndex]);
    expect(explanation.map).toHaveLength(64);
  });
});
