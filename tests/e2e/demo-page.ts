import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright';
import { createServer } from 'vite';
import { launchBrowser, offlinePage } from './launch.js';

const root = new URL('../..', import.meta.url).pathname;

/** What an explanation says apart from its maps. */
export interface Result {
  label: string;
  classIndex: number;
  method: string;
  layer: string;
  device: string;
  empty: boolean;
  /** Sum of the map, and where it is above zero, as fractions of its width and height. */
  total: number;
  extent: { left: number; top: number; right: number; bottom: number };
  timings: { trunkRuns: number; headRuns: number };
}

export interface OpenedPage {
  readonly page: Page;
  readonly problems: string[];
  readonly refused: string[];
}

export interface Demo {
  readonly browser: Browser;
  /** On the rendered scenes, whose true boxes are known, unless `set` says otherwise. */
  open(device: string, options?: BrowserContextOptions, set?: string): Promise<OpenedPage>;
  close(): Promise<void>;
}

/** Records results; runs in the page, before its scripts. */
function record(wanted: string): void {
  const results: unknown[] = [];
  Object.assign(window, { results });
  document.addEventListener('saliency-result', ({ explanation }) => {
    const { map, scores: _scores, ...facts } = explanation;
    const { mapWidth, mapHeight } = explanation;
    const cells = [...map.keys()].filter((cell) => map[cell] > 0);
    const columns = cells.map((cell) => cell % mapWidth);
    const rows = cells.map((cell) => Math.floor(cell / mapWidth));
    const extent = {
      left: Math.min(...columns) / mapWidth,
      top: Math.min(...rows) / mapHeight,
      right: (Math.max(...columns) + 1) / mapWidth,
      bottom: (Math.max(...rows) + 1) / mapHeight,
    };
    results.push({ ...facts, extent, total: map.reduce((sum, value) => sum + value, 0) });
  });
  document.addEventListener('DOMContentLoaded', () => {
    document.querySelector('saliency-overlay')?.setAttribute('device', wanted);
  });
}

/** The demo, served from the sources, and a browser to open it in. */
export async function startDemo(): Promise<Demo> {
  const server = await createServer({
    root,
    logLevel: 'error',
    server: { port: 0, host: '127.0.0.1', watch: null, hmr: false },
  });
  await server.listen();
  const browser = await launchBrowser();
  return {
    browser,
    async open(device, options, set = 'workbench') {
      const opened = await offlinePage(browser, options);
      await opened.page.addInitScript(record, device);
      await opened.page.goto(`${server.resolvedUrls!.local[0]}demo/?set=${set}`);
      return opened;
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** Chooses in a list that is searched: the n-th choice, counted from 0, of what a query finds. */
export async function chooseLabel(field: Locator, index: number, query = ''): Promise<void> {
  await field.click();
  await field.pressSequentially(query);
  await field.page().locator('.choices').getByRole('option').nth(index).click();
}

export const resultCount = (page: Page): Promise<number> =>
  page.evaluate(() => (window as unknown as { results: unknown[] }).results.length);

/** The page's n-th result, counted from 1. */
export async function result(page: Page, number: number): Promise<Result> {
  await page.waitForFunction(
    (n) => (window as unknown as { results: unknown[] }).results.length >= n,
    number,
    { timeout: 120_000 },
  );
  return page.evaluate((n) => (window as unknown as { results: Result[] }).results[n - 1], number);
}

/** What follows from doing something in the page. */
export async function resultOf(page: Page, act: () => Promise<unknown>): Promise<Result> {
  const before = await resultCount(page);
  await act();
  return result(page, before + 1);
}
