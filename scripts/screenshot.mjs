import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { BROWSER_ARGS, findBrowser } from './find-browser.mjs';

/** Takes docs/screenshot.png from the demo; with `--all DIR`, the page at two widths, light and dark, into DIR. */
const root = fileURLToPath(new URL('..', import.meta.url));
const all = process.argv.indexOf('--all');
const folder = all > 0 ? process.argv[all + 1] : `${root}docs`;
const scene = Number(process.env.SCENE ?? 7);
const VIEWS =
  all > 0
    ? [1440, 390].flatMap((width) =>
        ['light', 'dark'].map((colorScheme) => ({ name: `${width}-${colorScheme}`, width, colorScheme })),
      )
    : [{ name: 'screenshot', width: 1440, colorScheme: 'light' }];

mkdirSync(folder, { recursive: true });
const server = await createServer({
  root,
  logLevel: 'error',
  server: { port: 0, host: '127.0.0.1', watch: null },
});
await server.listen();
const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS, headless: false });
for (const { name, width, colorScheme } of VIEWS) {
  const height = width > 600 ? 900 : 844;
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  await page.addInitScript(() => {
    window.results = 0;
    document.addEventListener('saliency-result', () => window.results++);
    document.addEventListener('DOMContentLoaded', () =>
      document.querySelector('saliency-overlay').setAttribute('device', 'wasm'),
    );
  });
  await page.goto(`${server.resolvedUrls.local[0]}demo/`);
  await page.waitForFunction('window.results >= 1', undefined, { timeout: 120_000 });
  if (scene > 0) {
    await page.locator('#strip > *').nth(scene).click();
    await page.waitForFunction('window.results >= 2', undefined, { timeout: 120_000 });
  }
  await page.waitForTimeout(800);
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: width < 600 });
  console.log(`${folder}/${name}.png`);
  await page.close();
}
await browser.close();
await server.close();
