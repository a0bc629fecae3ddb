import { afterEach, expect, test } from 'vitest';
import { printModel } from '../../src/onnx/codec/print-model.js';
import { OneSubject } from './one-subject.js';
import { buildModel, floatTensor, seededNumbers } from '../fixtures/build-model.js';
import { TOP } from './clients.js';
import { TINY_CARD, tinyImage } from './tiny-classifier.js';
import { settledHoldings } from './holdings.js';
import type { Holdings } from './workers/counting-worker.js';
import countingWorker from './workers/counting-worker.js?worker&url';

const CHANGES = 20;
const HIDDEN = 4096;
/** Of the fully connected layer of each model. */
const WEIGHT_BYTES = HIDDEN * 8 * 8 * 8 * 4;

/** A small VGG with 8 MB of weights, which stay on the way from the layer to the scores. */
function heavyClassifier(seed: number): Blob {
  const model = buildModel({
    inputs: { image: [1, 3, 16, 16] },
    outputs: { logits: [1, 4] },
    initializers: [
      floatTensor('w1', [8, 3, 3, 3], seededNumbers(216, seed)),
      floatTensor('w2', [HIDDEN, 512], seededNumbers(HIDDEN * 512, seed)),
      floatTensor('w3', [4, HIDDEN], seededNumbers(4 * HIDDEN, seed)),
    ],
    nodes: [
      ['Conv', ['image', 'w1'], ['c1'], { pads: [1, 1, 1, 1] }],
      ['Relu', ['c1'], ['early']],
      ['MaxPool', ['early'], ['late'], { kernel_shape: [2, 2], strides: [2, 2] }],
      ['Flatten', ['late'], ['flat']],
      ['Gemm', ['flat', 'w2'], ['hidden'], { transB: 1 }],
      ['Relu', ['hidden'], ['active']],
      ['Gemm', ['active', 'w3'], ['logits'], { transB: 1 }],
    ],
  });
  return new Blob([printModel(model)]);
}

let client: OneSubject;
afterEach(() => client.dispose());

test.each(['wasm', 'webgpu'] as const)(
  `on %s, after ${CHANGES} changes of the model no weights of those before it stay allocated`,
  { timeout: 300_000 },
  async (device) => {
    client = new OneSubject({ device, workerUrl: countingWorker });
    client.setImage(await tinyImage());
    const change = async (seed: number): Promise<Holdings> => {
      await client.open({ data: heavyClassifier(seed), card: { ...TINY_CARD, layer: 'early' } });
      await client.explain(TOP);
      return settledHoldings();
    };
    await change(1);
    // Two models are there at once while one takes the place of the other.
    const second = await change(2);
    expect(second.sessions).toBe(2);
    expect(device === 'wasm' ? second.heap : second.gpu).toBeGreaterThan(WEIGHT_BYTES);

    // The first changes leave gaps between the models in a heap that then grows no more.
    let [middle, last] = [second, second];
    for (let seed = 3; seed <= CHANGES; seed++) {
      last = await change(seed);
      if (seed === CHANGES / 2) middle = last;
    }
    expect(last.sessions).toBe(2);
    expect(last.heap - middle.heap).toBeLessThan(WEIGHT_BYTES);
    expect(last.heap - second.heap).toBeLessThan(3 * WEIGHT_BYTES);
    expect(last.gpu - second.gpu).toBeLessThan(WEIGHT_BYTES);
  },
);
