import { describe, expect, test } from 'vitest';
import { printModel } from '../../src/onnx/codec/print-model.js';
import type { ErrorCode } from '../../src/errors.js';
import { buildModel, floatTensor, seededNumbers, type ModelInput } from '../fixtures/build-model.js';
import { expectError } from '../fixtures/expect-error.js';
import { createClient, readyClient, TOP } from '../worker/clients.js';
import { TINY_CARD, tinyClassifier, tinyImage } from '../worker/tiny-classifier.js';
import { ownFaultUrl } from './server/fault-url.js';

const blob = (model: ModelInput): Blob => new Blob([printModel(buildModel(model))]);

/** A convolution, whatever `nodes` make of its output `features` [1, 4, 8, 8], and one score for each channel. */
function classifier(nodes: ModelInput['nodes'], scores = 'scores'): Blob {
  return blob({
    inputs: { image: [1, 3, 8, 8] },
    outputs: [scores],
    initializers: [floatTensor('w', [4, 3, 3, 3], seededNumbers(108))],
    nodes: [['Conv', ['image', 'w'], ['features'], { pads: [1, 1, 1, 1] }], ...nodes],
  });
}

describe('a file that is no model is refused:', () => {
  test.each<[string, () => Promise<Blob>, ErrorCode, RegExp]>([
    ['a web page', async () => new Blob(['<!doctype html><title>404</title>']), 'model-invalid', /web page/],
    ['an empty file', async () => new Blob([]), 'model-invalid', /empty/],
    ['noise', async () => new Blob([seededNumbers(1000).slice()]), 'model-invalid', /./],
    [
      'a model that was cut off',
      async () => tinyClassifier().slice(0, 5000),
      'model-invalid',
      /damaged|incomplete|ends|truncated|cut/i,
    ],
    [
      'a model without a picture as input',
      async () =>
        blob({
          inputs: { words: [1, 16] },
          outputs: ['scores'],
          initializers: [floatTensor('w', [16, 4], seededNumbers(64))],
          nodes: [['MatMul', ['words', 'w'], ['scores']]],
        }),
      'model-unsupported',
      /./,
    ],
  ])('%s', async (_, file, code, message) => {
    const opened = createClient().open({ data: await file(), card: {} });
    await expect(opened).rejects.toThrow(message);
    await expect(opened).rejects.toMatchObject({ code });
  });

  test('one with operators that cannot be differentiated, all of them named', async () => {
    const data = classifier([
      ['Det', ['features'], ['sums']],
      ['DFT', ['sums'], ['pooled']],
      ['Flatten', ['pooled'], ['scores']],
    ]);
    const opened = createClient().open({ data, card: { layer: 'features' } });
    await expect(opened).rejects.toThrow(/2 operator\(s\).*: Det.*DFT/);
    await expect(opened).rejects.toMatchObject({ code: 'model-unsupported' });
  });

  test('and the model that was open stays open', async () => {
    const client = await readyClient();
    const opened = client.open({ data: new Blob(['no model']), card: {} });
    await expect(opened).rejects.toMatchObject({ code: 'model-invalid' });
    expect(await client.explain(TOP)).toMatchObject({ layer: 'late' });
  });
});

describe('a model without a card', () => {
  test('is opened by what its file tells, and guesses are reported', async () => {
    const client = createClient();
    const info = await client.open({ data: tinyClassifier(), card: {} });
    expect(info.card).toMatchObject({
      input: { name: 'image', layout: 'NCHW', width: 16, height: 16, channels: 'RGB' },
      output: { name: 'logits', activation: 'softmax' },
    });
    expect(info.notes.join(' ')).toMatch(/wants its images was guessed/);
    expect(info.questions.map(({ field }) => field)).toContain('labels');
    client.setImage(await tinyImage());
    expect(await client.explain(TOP)).toMatchObject({ label: expect.stringMatching(/^class \d$/) as string });
  });

  test('has its final softmax taken for what it is', async () => {
    const client = createClient();
    const data = classifier([
      ['GlobalAveragePool', ['features'], ['pooled']],
      ['Flatten', ['pooled'], ['flat']],
      ['Softmax', ['flat'], ['scores']],
    ]);
    const info = await client.open({ data, card: {} });
    expect(info.card.output).toEqual({ name: 'scores', activation: 'softmax' });
    expect(info.notes.join(' ')).toMatch(/Softmax/);
  });
});

describe('a model from an address', () => {
  test('that answers 404', async () => {
    const opened = createClient().open({ data: ownFaultUrl({ status: 404 }), card: {} });
    await expectError(opened, 'model-fetch', /404/);
  });

  test('can be cancelled while it comes', async () => {
    const controller = new AbortController();
    const data = ownFaultUrl({ size: 5_000_000, rate: 50_000 });
    const opened = createClient().open(
      { data, card: {} },
      { signal: controller.signal, onProgress: ({ phase }) => phase === 'model' && controller.abort() },
    );
    await expect(opened).rejects.toMatchObject({ code: 'aborted' });
  });

  test('whose bytes are not those of its card', async () => {
    const card = { ...TINY_CARD, sha256: '0'.repeat(64) };
    const opened = createClient().open({ data: ownFaultUrl({ size: 10_000 }), card });
    await expect(opened).rejects.toMatchObject({ code: 'model-checksum' });
  });
});

test('a file that is no image is refused', async () => {
  const client = await readyClient();
  client.setImage(new Blob(['%PDF-1.7 and so on']));
  await expect(client.explain(TOP)).rejects.toMatchObject({ code: 'image-decode' });
});

test('an image that was closed is refused', async () => {
  const client = await readyClient();
  const image = await tinyImage();
  image.close();
  client.setImage(image);
  await expect(client.explain(TOP)).rejects.toMatchObject({ code: 'image-decode' });
});
