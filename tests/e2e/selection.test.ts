import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseLabel, result, resultOf, startDemo, type Demo } from './demo-page.js';

/** Choosing what contributes, with mouse and keyboard, in the demo and on the real model. */
let demo: Demo;

beforeAll(async () => {
  demo = await startDemo();
});

afterAll(() => demo?.close());

const NO_RUN = { trunkRuns: 0, headRuns: 0 };

/** Drags over the image, between two points in fractions of its picture of 448 x 320 pixels. */
async function dragOver(
  page: Page,
  from: readonly [number, number],
  to: readonly [number, number],
): Promise<void> {
  const stage = (await page.locator('#photo').boundingBox())!;
  const scale = Math.min(stage.width / 448, stage.height / 320);
  const left = stage.x + (stage.width - 448 * scale) / 2;
  const top = stage.y + (stage.height - 320 * scale) / 2;
  const at = ([x, y]: readonly [number, number]): [number, number] => [
    left + x * 448 * scale,
    top + y * 320 * scale,
  ];
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]));
  await page.mouse.move(...at(to));
  await page.mouse.up();
}

describe.each(['wasm', 'webgpu'])('on %s', (device) => {
  test('a layer, some feature maps and a region: the map changes, and only a new layer runs anything', async () => {
    const { page, problems } = await demo.open(device);
    const first = await result(page, 1);
    expect(first.device).toBe(device);

    const layers = page.getByRole('combobox', { name: 'Layer' });
    await expect.poll(() => layers.locator('option').count()).toBeGreaterThan(10);
    const earlier = await resultOf(page, () => layers.selectOption('relu4_3'));
    expect(earlier).toMatchObject({ layer: 'relu4_3', timings: { trunkRuns: 1, headRuns: 1 } });
    const back = await resultOf(page, () => layers.selectOption(first.layer));
    expect(back).toMatchObject({ layer: first.layer, total: first.total, timings: NO_RUN });

    await page.locator('[part=selection] summary').click();
    const maps = page.locator('.map-switch');
    await expect.poll(() => maps.count()).toBe(12);
    const without = await resultOf(page, () => maps.nth(0).click());
    expect(without.timings).toMatchObject(NO_RUN);
    expect(without.total).toBeLessThan(first.total);
    const fewer = await resultOf(page, () => maps.nth(1).click());
    expect(fewer.timings).toMatchObject(NO_RUN);
    expect(fewer.total).toBeLessThan(without.total);
    const alone = await resultOf(page, async () => {
      await maps.nth(3).hover();
      await page.locator('.map-only').nth(3).click();
    });
    expect(alone.timings).toMatchObject(NO_RUN);
    expect(await page.locator('saliency-overlay').getAttribute('channels')).toMatch(/^\d+$/);
    const whole = await resultOf(page, () => page.getByRole('button', { name: 'All', exact: true }).click());
    expect(whole).toMatchObject({ total: first.total, timings: NO_RUN });

    await page.getByRole('button', { name: 'Draw a region' }).click();
    const part = await resultOf(page, () => dragOver(page, [0.02, 0.02], [0.5, 0.98]));
    expect(part.timings).toMatchObject(NO_RUN);
    expect(part.total).toBeLessThan(first.total);
    expect(part.extent.right).toBeLessThanOrEqual(0.5);
    const [x, y, width, height] = (await page.locator('saliency-overlay').getAttribute('region'))!
      .split(',')
      .map(Number);
    expect(Math.abs(x - 0.02 * 448)).toBeLessThanOrEqual(2);
    expect(Math.abs(y - 0.02 * 320)).toBeLessThanOrEqual(2);
    expect(Math.abs(width - 0.48 * 448)).toBeLessThanOrEqual(3);
    expect(Math.abs(height - 0.96 * 320)).toBeLessThanOrEqual(3);

    const moved = await resultOf(page, () => page.keyboard.press('Shift+ArrowRight'));
    expect(moved.timings).toMatchObject(NO_RUN);
    await page.keyboard.press('Escape');
    const cleared = await resultOf(page, () => page.getByRole('button', { name: 'Clear' }).click());
    expect(cleared).toMatchObject({ total: first.total, timings: NO_RUN });

    const contrast = await resultOf(page, () =>
      chooseLabel(page.getByRole('combobox', { name: 'Contrast with' }), 0),
    );
    expect(contrast.timings).toMatchObject({ trunkRuns: 0, headRuns: 1 });
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
