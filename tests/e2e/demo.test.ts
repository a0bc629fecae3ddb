import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { result, resultCount, startDemo, type Demo } from './demo-page.js';
import { boxesOf, iou, TRUTH, type Box } from './truth.js';

/** The page a newcomer opens, with the real model: what they would do with mouse and keyboard. */
let demo: Demo;

beforeAll(async () => {
  demo = await startDemo();
});

afterAll(() => demo?.close());

const pixels = async (page: Page): Promise<string> =>
  (await page.screenshot({ clip: (await page.locator('#photo').boundingBox())! })).toString('base64');

async function exportCoco(page: Page): Promise<Map<string, Box[]>> {
  await page.getByLabel('Format').selectOption('coco');
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#export').click()]);
  return boxesOf(readFileSync(await download.path(), 'utf8'));
}

describe.each(['wasm', 'webgpu'])('labelling a scene on %s', (device) => {
  test('from the first heatmap to the exported boxes', async () => {
    const { page, problems, refused } = await demo.open(device);

    const first = await result(page, 1);
    expect(first).toMatchObject({ device, empty: false, timings: { trunkRuns: 1, headRuns: 1 } });

    const withHeatmap = await pixels(page);
    await page.getByRole('button', { name: 'Show the heatmap' }).click();
    expect(await pixels(page)).not.toBe(withHeatmap);
    await page.getByRole('button', { name: 'Show the heatmap' }).click();

    await page.getByRole('radio').nth(1).click();
    const second = await result(page, 2);
    expect(second.classIndex).not.toBe(first.classIndex);
    expect(second.timings).toMatchObject({ trunkRuns: 0, headRuns: 1 });

    await page.getByRole('radio').nth(0).click();
    const third = await result(page, 3);
    expect(third.classIndex).toBe(first.classIndex);
    expect(third.timings).toMatchObject({ trunkRuns: 0, headRuns: 0 });

    await page.getByLabel('Method').selectOption('hires-cam');
    const fourth = await result(page, 4);
    expect(fourth).toMatchObject({ method: 'hires-cam', timings: { trunkRuns: 0, headRuns: 0 } });
    await page.getByLabel('Method').selectOption(first.method);
    await result(page, 5);

    const boxesBefore = JSON.stringify(
      await page.evaluate(() => document.querySelector('saliency-overlay')!.boxes),
    );
    await page.getByLabel('Threshold').focus();
    for (let press = 0; press < 5; press++) await page.keyboard.press('ArrowRight');
    await page.waitForFunction(
      (before) => JSON.stringify(document.querySelector('saliency-overlay')!.boxes) !== before,
      boxesBefore,
    );
    expect(await resultCount(page)).toBe(5);

    await page.getByRole('button', { name: 'Accept all' }).click();
    const accepted = (await exportCoco(page)).get('000000.jpg')!;
    expect(accepted.length).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    expect((await exportCoco(page)).get('000000.jpg') ?? []).toEqual([]);
    await page.getByRole('button', { name: 'Redo' }).click();
    expect((await exportCoco(page)).get('000000.jpg')).toEqual(accepted);

    const truth = TRUTH.get('000000.jpg')!.filter(({ label }) => label === first.label);
    expect(truth.length).toBeGreaterThan(0);
    const best = Math.max(...truth.flatMap((box) => accepted.map((other) => iou(box, other))));
    expect(best).toBeGreaterThanOrEqual(0.3);

    expect(refused).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});

describe('the page', () => {
  test('opens on a photograph that it explains, with its author, and has the workbench to choose', async () => {
    const { page, problems, refused } = await demo.open('wasm', {}, '');
    const first = await result(page, 1);
    expect(first).toMatchObject({ label: 'German shepherd', classIndex: 235, empty: false });
    expect(await page.locator('#strip > *').count()).toBe(24);
    expect(await page.locator('#image-credit').textContent()).toBe(
      'Photograph: Hans Kemperman, public domain',
    );
    expect(await page.locator('#image-credit a').getAttribute('href')).toContain('commons.wikimedia.org');

    await page.getByRole('combobox', { name: 'Images to try' }).selectOption('workbench');
    await expect.poll(() => page.locator('#image-title').textContent()).toBe('000000.jpg');
    await page.waitForFunction(
      () => document.querySelector('saliency-overlay')!.explanation?.imageWidth === 448,
      undefined,
      { timeout: 120_000 },
    );
    expect(await page.getByRole('combobox', { name: 'Model' }).inputValue()).toContain('Workbench');
    const scene = await page.evaluate(() => {
      const { explanation, modelInfo } = document.querySelector('saliency-overlay')!;
      return { model: modelInfo!.card.name, label: explanation!.label };
    });
    expect(scene.model).toBe('workbench');
    expect(TRUTH.get('000000.jpg')!.map(({ label }) => label)).toContain(scene.label);
    expect(await page.locator('#image-credit').textContent()).toBe('');
    expect(refused).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test.each([
    [1440, 900],
    [390, 844],
  ])('never scrolls sideways at %i pixels', async (width, height) => {
    const { page } = await demo.open('wasm', { viewport: { width, height } }, 'photographs');
    await result(page, 1);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    await page.context().close();
  });
});
