import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Route } from 'playwright';
import { createServer, type ViteDevServer } from 'vite';
import { expectFault } from '../faults/expect-fault.js';
import { SaliencyError, type SaliencyErrorData } from '../../src/errors.js';
import { launchBrowser } from './launch.js';

const ROOT = new URL('../../', import.meta.url).pathname;
/** Names that no one can have (RFC 6761), which the browser's network is told to answer. */
const PAGE = 'https://page.test';
const MODEL = 'http://models.test/model.onnx';

let server: ViteDevServer;
let browser: Browser;

beforeAll(async () => {
  server = await createServer({
    root: ROOT,
    logLevel: 'error',
    server: { port: 0, host: '127.0.0.1', watch: null, hmr: false, allowedHosts: true },
  });
  await server.listen();
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** The sources over https, without a certificate. */
async function answerFromServer(route: Route): Promise<void> {
  const url = new URL(route.request().url());
  const origin = server.resolvedUrls!.local[0];
  const answer = await fetch(new URL(url.pathname + url.search, origin), { redirect: 'follow' });
  await route.fulfill({
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: Buffer.from(await answer.arrayBuffer()),
  });
}

test('a page of https is told why a model of http does not come', async () => {
  const page = await browser.newPage();
  await page.route(`${PAGE}/**`, answerFromServer);
  // Were the browser not to block it, this would be no fault of CORS or of the network.
  await page.route(MODEL, (route) =>
    route.fulfill({ status: 200, headers: { 'access-control-allow-origin': '*' }, body: 'model' }),
  );
  await page.goto(`${PAGE}/scripts/bench/page.html`);
  await page.waitForFunction(() => 'bench' in globalThis);
  const error = await page.evaluate<SaliencyErrorData | undefined>(
    `bench.open('${MODEL}', {}, 'wasm').then(() => undefined, (error) => error.toJSON())`,
  );
  expect(error).toBeDefined();
  await expectFault(Promise.reject(SaliencyError.fromJSON(error!)), 'mixedContent');
});
