import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { result, resultCount, resultOf, startDemo, type Demo } from './demo-page.js';

/** People bring their own images and models to the demo, by dropping them on the page. */
let demo: Demo;
const models = new URL('../../models/', import.meta.url);

beforeAll(async () => {
  demo = await startDemo();
});

afterAll(() => demo?.close());

interface OwnFile {
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
}

const image = (name: string): OwnFile => ({
  name,
  type: 'image/jpeg',
  content: readFileSync(new URL('evaluation/000012.jpg', models)),
});
const text = (name: string, content: string): OwnFile => ({
  name,
  type: 'text/plain',
  content: Buffer.from(content),
});
const model = (name: string): OwnFile => ({
  name,
  type: '',
  content: readFileSync(new URL('workbench.onnx', models)),
});

async function drop(page: Page, ...files: readonly OwnFile[]): Promise<void> {
  const sent = files.map(({ name, type, content }) => ({ name, type, base64: content.toString('base64') }));
  const transfer = await page.evaluateHandle((list) => {
    const dropped = new DataTransfer();
    for (const { name, type, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      dropped.items.add(new File([bytes], name, { type }));
    }
    return dropped;
  }, sent);
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  expect(await page.locator('#drop').isVisible()).toBe(true);
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  expect(await page.locator('#drop').isVisible()).toBe(false);
}

test('an image is shown, explained and exported under its own name', async () => {
  const { page } = await demo.open('wasm');
  await result(page, 1);
  await resultOf(page, () => drop(page, image('my bench.jpg')));
  expect(await page.locator('#image-title').textContent()).toBe('my bench.jpg');
  await page.getByRole('button', { name: 'Accept all' }).click();
  await page.getByLabel('Format').selectOption('coco');
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#export').click()]);
  const coco = JSON.parse(readFileSync(await download.path(), 'utf8')) as {
    images: { file_name: string }[];
    annotations: unknown[];
  };
  expect(coco.images.map(({ file_name }) => file_name)).toEqual(['my bench.jpg']);
  expect(coco.annotations.length).toBeGreaterThan(0);
  await page.context().close();
});

test('a model takes over, with its labels; what was picked of the other one is gone', async () => {
  const { page } = await demo.open('wasm');
  await result(page, 1);
  const layers = page.getByRole('combobox', { name: 'Layer' });
  await resultOf(page, () => layers.selectOption('relu4_3'));
  const labels = Array.from({ length: 12 }, (_, index) => `part ${index}`).join('\n');
  const explanation = await resultOf(page, () =>
    drop(page, model('my-parts.onnx'), text('labels.txt', labels)),
  );
  expect(explanation.label).toMatch(/^part \d+$/);
  expect(await page.locator('saliency-overlay').getAttribute('layer')).toBeNull();
  expect(await page.locator('#model option:checked').textContent()).toContain('my-parts.onnx');

  const back = await resultOf(page, () => page.locator('#model').selectOption({ index: 0 }));
  expect(back.label).not.toMatch(/^part/);
  await page.context().close();
});

test('a file that is no image or no model is named, and the next one works', async () => {
  const { page } = await demo.open('wasm');
  await result(page, 1);
  await drop(page, { name: 'paper.pdf', type: 'application/pdf', content: Buffer.from('%PDF') });
  expect(await page.locator('.toast').textContent()).toContain('paper.pdf');

  await drop(page, { name: 'broken.jpg', type: 'image/jpeg', content: Buffer.from('no jpeg') });
  await page.locator('[part=error]').waitFor();
  expect(await page.locator('[part=error]').textContent()).toContain('image-decode');
  expect(await page.locator('.stage').getAttribute('data-broken')).toBe('');

  await drop(page, { name: 'broken.onnx', type: '', content: Buffer.from('no model') });
  await expect.poll(() => page.locator('[part=error]').textContent()).toMatch(/model-invalid|image-decode/);
  const before = await resultCount(page);
  await page.locator('#model').selectOption({ index: 0 });
  await drop(page, image('good.jpg'));
  await result(page, before + 1);
  expect(await page.locator('[part=error]').count()).toBe(0);
  await page.context().close();
});
