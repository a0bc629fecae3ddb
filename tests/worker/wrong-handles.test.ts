import { expect, test } from 'vitest';
import type { ImageHandle, ModelHandle } from '../../src/worker/client/held.js';
import type { GivenImage } from '../../src/worker/client/image-content.js';
import type { GivenModel } from '../../src/worker/client/given-model.js';
import { SaliencyClient } from '../../src/worker/client/saliency-client.js';
import { expectError } from '../fixtures/expect-error.js';
import { TOP } from './clients.js';
import { tinyClassifier, tinyImage } from './tiny-classifier.js';

const client = new SaliencyClient({ device: 'wasm' });

test('a model that is given without a handle is refused, with what to give', async () => {
  const data = tinyClassifier();
  for (const wrong of [{ data }, data, 'workbench', undefined, null]) {
    const opened = client.open(wrong as unknown as ModelHandle);
    await expectError(opened, 'bad-option', /client\.open\(client\.model\(\{ data \}\)\)/);
  }
  const model = client.model(data);
  const image = (await tinyImage()) as unknown as ImageHandle;
  await expectError(client.explain({ model, image, ...TOP }), 'bad-option', /client\.image\(\.\.\.\)/);
});

test.each([undefined, null, 7, {}, { data: undefined }, { data: {} }])(
  'refuses %s as a model',
  async (wrong) => {
    const model = client.model(wrong as unknown as GivenModel);
    await expectError(client.open(model), 'bad-option', /Give a catalogue name, a URL, a File, Blob/);
  },
);

test.each([undefined, null, 'photo.jpg', {}, new Image()])('refuses %s as an image', async (wrong) => {
  const image = client.image(wrong as GivenImage);
  const model = client.model(tinyClassifier());
  await expectError(
    client.explain({ model, image, ...TOP }),
    'bad-option',
    /Give a File, a Blob, an ImageBitmap/,
  );
});

test('a model without a card is opened with a guessed one, from bytes in any form', async () => {
  const bytes = new Uint8Array(await tinyClassifier().arrayBuffer());
  for (const data of [bytes.buffer, bytes as unknown as ArrayBuffer]) {
    const { card, questions } = await client.open(client.model({ data }));
    expect(card.input).toMatchObject({ width: 16, height: 16, channels: 'RGB' });
    expect(questions.map(({ field }) => field)).toContain('input');
  }
});
