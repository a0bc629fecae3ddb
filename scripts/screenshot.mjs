import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { BROWSER_ARGS, findBrowser } from './find-browser.mjs';

/**
 * Takes docs/screenshot.png from the demo; with `--all DIR`, every state of the page below at two widths, light and
 * dark, into DIR. `--all DIR NAME...` takes those states only.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const all = process.argv.indexOf('--all');
const folder = all > 0 ? process.argv[all + 1] : `${root}docs`;
const wanted = all > 0 ? process.argv.slice(all + 2) : [];
/** The states of `--all` are shown on the rendered scenes, whose layers and classes they name. */
const images = all > 0 ? (process.env.SET ?? 'workbench') : 'photographs';
const scene = Number(process.env.SCENE ?? (images === 'workbench' ? 7 : 0));

/** Sets properties of the element, and waits for the heatmap that follows where one does. */
async function set(page, properties, { explains = true } = {}) {
  const before = await page.evaluate('window.results');
  await page.evaluate(
    (values) => Object.assign(document.querySelector('saliency-overlay'), values),
    properties,
  );
  if (explains) await page.waitForFunction(`window.results > ${before}`, undefined, { timeout: 120_000 });
}

/** What a person may see of the page, apart from the first look. */
const STATES = {
  '': async () => undefined,
  selection: async (page) => {
    await page.locator('[part=selection] summary').click();
    await page.locator('.map-switch').first().waitFor();
    await page.locator('.map-switch').nth(1).click();
    await page.locator('.map-switch').nth(4).click();
    await set(page, { region: { x: 70, y: 60, width: 260, height: 150 } });
  },
  region: async (page) => {
    await page.locator('[part=selection] summary').click();
    await set(page, { region: { x: 70, y: 60, width: 260, height: 150 } });
    await page.locator('.region-button').click();
  },
  contrast: async (page) => set(page, { versus: 0, method: 'smooth-grad-cam++', layer: 'relu4_3' }),
  input: async (page) => {
    await set(page, { method: 'smooth-grad', colormap: 'inferno' });
    await page.locator('[part=selection] summary').click();
  },
  editing: async (page) => {
    await page.evaluate(() => document.querySelector('saliency-overlay').accept('all'));
    await set(page, { editing: true, threshold: 0.5 }, { explains: false });
    await page.evaluate(() => {
      const overlay = document.querySelector('saliency-overlay');
      overlay.selected = overlay.boxes[0].id;
    });
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  },
  rejected: async (page) => {
    await page.evaluate(() => {
      const overlay = document.querySelector('saliency-overlay');
      overlay.threshold = 0.5;
      for (const { id } of overlay.boxes.slice(0, 2)) overlay.reject(id);
    });
    await page.locator('[part=rejected] summary').click();
  },
  labels: async (page) => {
    const labels = Array.from(
      { length: 12 },
      (_, i) => `compression spring, coil spring, helical spring no. ${i}`,
    );
    await set(page, { modelCard: { labels } });
  },
  'find-class': async (page) => {
    const labels = Array.from({ length: 12 }, (_, i) => `compression spring, coil spring no. ${i}`);
    await set(page, { modelCard: { labels } });
    await page.getByRole('combobox', { name: 'Contrast with' }).click();
    await page.keyboard.press('ArrowDown');
  },
  'box-label': async (page) => {
    await page.locator('.drafts').getByRole('combobox').first().click();
    await page.keyboard.type('s');
  },
  model: async (page) => {
    const before = await page.evaluate('window.results');
    await page.locator('#model-files').setInputFiles(`${root}models/workbench.onnx`);
    await page.waitForFunction(`window.results > ${before}`, undefined, { timeout: 120_000 });
    await page.locator('[part=models] summary').click();
  },
  empty: async (page) => set(page, { channels: [] }),
  failed: async (page) => {
    await page.evaluate(() => {
      document.querySelector('saliency-overlay').model = new File(['no model'], 'a-model-that-is-none.onnx');
    });
    await page.locator('[part=error]').waitFor();
  },
  loading: async (page) => {
    await page.evaluate(() => document.querySelector('saliency-overlay').setAttribute('samples', '400'));
    await page.locator('[part=progress][value]').waitFor();
  },
};

const VIEWS =
  all > 0
    ? [1440, 390].flatMap((width) =>
        ['light', 'dark'].map((colorScheme) => ({ name: `${width}-${colorScheme}`, width, colorScheme })),
      )
    : [{ name: 'screenshot', width: 1440, colorScheme: 'light' }];
const states =
  all > 0 ? Object.keys(STATES).filter((name) => wanted.length === 0 || wanted.includes(name)) : [''];

mkdirSync(folder, { recursive: true });
const server = await createServer({
  root,
  logLevel: 'error',
  server: { port: 0, host: '127.0.0.1', watch: null, hmr: false },
});
await server.listen();
const args = [...BROWSER_ARGS, '--hide-scrollbars'];
const browser = await chromium.launch({ executablePath: findBrowser(), args, headless: false });

async function openDemo({ width, colorScheme }) {
  const height = width > 600 ? 900 : 844;
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  await page.addInitScript(() => {
    window.results = 0;
    document.addEventListener('saliency-result', () => window.results++);
    document.addEventListener('DOMContentLoaded', () =>
      document.querySelector('saliency-overlay').setAttribute('device', 'wasm'),
    );
  });
  await page.goto(`${server.resolvedUrls.local[0]}demo/?set=${images}`);
  await page.waitForFunction('window.results >= 1', undefined, { timeout: 120_000 });
  if (scene > 0) {
    await page.locator('#strip > *').nth(scene).click();
    await page.waitForFunction('window.results >= 2', undefined, { timeout: 120_000 });
  }
  return page;
}

for (const view of VIEWS) {
  for (const state of states) {
    const page = await openDemo(view);
    await STATES[state](page);
    // A list that is open goes with its field.
    if ((await page.locator('.choices').count()) === 0) await page.evaluate(() => scrollTo(0, 0));
    await page.waitForTimeout(800);
    const path = `${folder}/${view.name}${state && `-${state}`}.png`;
    await page.screenshot({ path, fullPage: all > 0 });
    console.log(path);
    await page.close();
  }
}
await browser.close();
await server.close();
