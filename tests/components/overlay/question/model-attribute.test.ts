import { expect, inject, test } from 'vitest';
import { parseModel } from '../../../../src/onnx/codec/parse-model.js';
import { bytesOf } from '../../../../src/onnx/codec/byte-source.js';
import { printModel } from '../../../../src/onnx/codec/print-model.js';
import { faultUrl, upload } from '../../../faults/server/fault-url.js';
import { sha256 } from '../../../worker/storage/start-store.js';
import { TINY_CARD, tinyClassifier } from '../../../worker/tiny-classifier.js';
import { mount, once, overlayIn, SCENE, until } from '../../mount.js';

const IMAGE = `<img src="${SCENE}" width="224">`;

/** A catalogue at an address of its own, in which vgg16 is the tiny classifier. */
async function catalogue(): Promise<string> {
  const url = faultUrl();
  await upload(url, tinyClassifier());
  const hash = await sha256(await tinyClassifier().arrayBuffer());
  const catalog = `${inject('faultOrigin')}/${Math.random().toString(36).slice(2)}.json`;
  const models = [{ ...TINY_CARD, name: 'vgg16', url, sha256: hash }];
  await upload(catalog, new Blob([JSON.stringify({ models })]));
  return catalog;
}

test('model and catalog are attributes', async () => {
  const overlay = overlayIn(
    mount(`<saliency-overlay model="vgg16" catalog="${await catalogue()}">${IMAGE}</saliency-overlay>`),
  );
  const { explanation } = await once(overlay, 'saliency-result');
  expect(overlay.modelInfo!.card).toMatchObject({ name: 'vgg16', labels: TINY_CARD.labels });
  expect(TINY_CARD.labels).toContain(explanation.label);
});

test('a name that another catalogue has is looked for again when the catalogue changes', async () => {
  const own = await catalogue();
  const overlay = overlayIn(mount(`<saliency-overlay model="vgg16" manual>${IMAGE}</saliency-overlay>`));
  overlay.catalog = faultUrl({ text: '{"models": []}' });
  overlay.model = 'nothing-of-the-kind';
  await expect(overlay.explain()).rejects.toMatchObject({ code: 'bad-option' });
  overlay.catalog = own;
  overlay.model = 'vgg16';
  expect((await overlay.explain()).mapWidth).toBe(8);
});

test('files that were dropped together are a model and its weights', async () => {
  const bytes = new Uint8Array(await tinyClassifier().arrayBuffer());
  const model = new File(
    [printModel(await parseModel(bytesOf(bytes), { location: 'tiny.bin' }))],
    'tiny.onnx',
  );
  const overlay = overlayIn(mount(`<saliency-overlay manual>${IMAGE}</saliency-overlay>`));
  overlay.modelCard = TINY_CARD;
  overlay.model = [new File([bytes], 'tiny.bin'), model];
  const together = await overlay.explain({ targetClass: 1 });
  overlay.model = tinyClassifier();
  expect((await overlay.explain({ targetClass: 1 })).map).toEqual(together.map);

  overlay.model = [new File([bytes], 'tiny.bin')];
  await expect(overlay.explain()).rejects.toThrow(/None of the files \(tiny\.bin\) is a model/);
  await until(() => overlay.status === 'error');
});
