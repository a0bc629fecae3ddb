import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { result, resultOf, startDemo, type Demo } from './demo-page.js';

/** The element and the page around it, by the rules of axe-core, in every state that people get to see. */
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

let demo: Demo;

beforeAll(async () => {
  demo = await startDemo();
});

afterAll(() => demo?.close());

async function violations(page: Page): Promise<string[]> {
  // Colours on their way to others would be measured half-way.
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    return (await axe.run()).violations;
  });
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}

const STATES: readonly (readonly [name: string, enter: (page: Page) => Promise<unknown>])[] = [
  ['explained', (page) => result(page, 1)],
  [
    'feature maps open, some off',
    async (page) => {
      await page.locator('[part=selection] summary').click();
      await page.locator('.map-switch').nth(2).waitFor();
      await resultOf(page, () => page.locator('.map-switch').nth(2).click());
    },
  ],
  [
    'choosing a region',
    async (page) => {
      await page.locator('.region-button').click();
      await resultOf(page, () => page.keyboard.press('Enter'));
    },
  ],
  [
    'a method at the input, smoothed',
    (page) =>
      resultOf(page, () => page.getByRole('combobox', { name: 'Method' }).selectOption('smooth-grad')),
  ],
  [
    'editing boxes, with the list of keys',
    async (page) => {
      await page.getByRole('button', { name: 'Edit the boxes' }).click();
      await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
      await page.getByRole('button', { name: 'Accept all' }).click();
      await page
        .getByRole('button', { name: /^Select / })
        .first()
        .click();
    },
  ],
  [
    'kept models, and questions about a model',
    async (page) => {
      await page.locator('[part=models] summary').click();
      await resultOf(page, () =>
        page.locator('#model-files').setInputFiles({
          name: 'unknown.onnx',
          mimeType: 'application/octet-stream',
          buffer: readFileSync(new URL('../../models/workbench.onnx', import.meta.url)),
        }),
      );
      const questions = page.locator('[part=model-questions]');
      if (!(await questions.evaluate((details) => (details as HTMLDetailsElement).open)))
        await questions.locator('summary').click();
    },
  ],
  [
    'failed',
    async (page) => {
      await page.locator('#model-files').setInputFiles({
        name: 'none.onnx',
        mimeType: 'application/octet-stream',
        buffer: Buffer.from('no model'),
      });
      await page.locator('[part=error]').waitFor();
    },
  ],
  [
    'a file of no use',
    async (page) => {
      await page.locator('#model-files').setInputFiles({
        name: 'notes.pdf',
        mimeType: 'application/pdf',
        buffer: Buffer.from('%PDF'),
      });
      await page.locator('.toast').waitFor();
    },
  ],
];

test.each([
  [1440, 'light'],
  [1440, 'dark'],
  [390, 'light'],
  [390, 'dark'],
] as const)('nothing to complain of at %i pixels, %s', async (width, colorScheme) => {
  const height = width > 600 ? 900 : 844;
  const { page } = await demo.open('wasm', { viewport: { width, height }, colorScheme });
  await page.addScriptTag({ path: AXE });
  const complaints: Record<string, string[]> = {};
  for (const [name, enter] of STATES) {
    await enter(page);
    const found = await violations(page);
    if (found.length > 0) complaints[name] = found;
  }
  expect(complaints).toEqual({});
  await page.context().close();
});
