import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright';
import { launchBrowser, offlinePage } from './launch.js';

/**
 * Somebody else's Vite app: the packed tarball, installed by npm, no configuration, one tag without an attribute, no network.
 */
const root = new URL('../..', import.meta.url).pathname;
const app = mkdtempSync(join(tmpdir(), 'somebodys-app-'));
const npm = (args: string[], cwd: string) =>
  execFileSync('npm', args, { cwd, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });

const INDEX_HTML = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Labels</title></head>
  <body>
    <saliency-overlay><img src="dog.webp"></saliency-overlay>
    <script type="module" src="/main.js"></script>
  </body>
</html>
`;
const MAIN_JS = `import 'saliency-overlay';
const overlay = document.querySelector('saliency-overlay');
overlay.addEventListener('saliency-error', (event) => { window.failure = String(event.error?.message ?? event.type); });
overlay.explain().then(
  (explanation) => { window.explanation = { label: explanation.label, device: explanation.device, empty: explanation.empty, drafts: overlay.toBoxes().length }; },
  (error) => { window.failure = error.message; },
);
`;

let browser: Browser;

beforeAll(async () => {
  npm(['run', 'build', '--silent'], root);
  npm(['pack', '--silent', '--ignore-scripts', '--pack-destination', app], root);
  const tarball = readdirSync(app).find((name) => name.endsWith('.tgz'));
  cpSync(join(root, 'models/photographs/dog.webp'), join(app, 'public/dog.webp'), { recursive: true });
  writeFileSync(join(app, 'index.html'), INDEX_HTML);
  writeFileSync(join(app, 'main.js'), MAIN_JS);
  writeFileSync(
    join(app, 'package.json'),
    JSON.stringify({
      private: true,
      type: 'module',
      dependencies: { 'saliency-overlay': `file:${tarball}` },
    }),
  );
  npm(['install', '--silent', '--prefer-offline', '--no-audit', '--no-fund'], app);
  npm(['install', '--silent', '--prefer-offline', '--no-audit', '--no-fund', 'vite@8.3.8'], app);
  browser = await launchBrowser();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  rmSync(app, { recursive: true, force: true });
});

type Outcome = {
  explanation?: { label: string; device: string; empty: boolean; drafts: number };
  failure?: string;
};

async function explainIn(url: string): Promise<Outcome & { refused: string[] }> {
  const { page, refused } = await offlinePage(browser);
  await page.goto(url);
  await page.waitForFunction('window.explanation || window.failure', undefined, { timeout: 90_000 });
  const outcome = await page.evaluate<Outcome>(
    '({ explanation: window.explanation, failure: window.failure })',
  );
  await page.context().close();
  return { ...outcome, refused };
}

describe('the packed package in a Vite app without configuration', () => {
  test('explains an image and gives drafts, built and served, offline', async () => {
    const { build, preview } = await import('vite');
    await build({ root: app, logLevel: 'error' });
    const server = await preview({ root: app, logLevel: 'error', preview: { port: 0, host: '127.0.0.1' } });
    const outcome = await explainIn(server.resolvedUrls!.local[0]);
    await server.close();
    expect(outcome.failure).toBeUndefined();
    expect(outcome.explanation).toMatchObject({ label: 'German shepherd', empty: false });
    expect(outcome.explanation!.drafts).toBeGreaterThan(0);
    expect(outcome.refused).toEqual([]);
  });

  test('explains an image under the development server, offline', async () => {
    const { createServer } = await import('vite');
    const server = await createServer({
      root: app,
      logLevel: 'error',
      server: { port: 0, host: '127.0.0.1' },
    });
    await server.listen();
    const outcome = await explainIn(server.resolvedUrls!.local[0]);
    await server.close();
    expect(outcome.failure).toBeUndefined();
    expect(outcome.explanation!.drafts).toBeGreaterThan(0);
    expect(outcome.refused).toEqual([]);
  });

  test('can be imported in Node, as a server-side renderer does', () => {
    const output = execFileSync(
      'node',
      ['--input-type=module', '-e', "await import('saliency-overlay'); console.log('imported')"],
      {
        cwd: app,
        encoding: 'utf8',
      },
    );
    expect(output.trim()).toBe('imported');
  });

  test('the command answers', () => {
    const output = execFileSync('node_modules/.bin/saliency', ['--help'], { cwd: app, encoding: 'utf8' });
    expect(output).toContain('saliency inspect');
  });
});
