import { chromium } from 'playwright-core';
import { findBrowser } from '../../scripts/find-browser.mjs';

/** WebGL on the CPU where there is no GPU; the same flags everywhere keep the pixels close. */
const ARGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
];

/** A browser with the scenes' page in it; `render` takes seeds and gives their records. */
export async function openSceneBrowser(script) {
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ARGS });
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error));
  page.on('console', (message) => {
    if (message.type() === 'error') console.error(message.text());
  });
  await page.setContent('<!doctype html><canvas></canvas>');
  await page.addScriptTag({ content: script, type: 'module' });
  await page.waitForFunction(() => 'renderScenes' in window);
  return {
    labels: await page.evaluate(() => window.labels),
    render: (seeds) => page.evaluate((list) => window.renderScenes(list), seeds),
    close: () => browser.close(),
  };
}
