import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { BROWSER_ARGS, findBrowser } from '../find-browser.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** torchvision's preprocessing, without the crop. */
export const VGG16_CARD = {
  name: 'vgg16-random',
  input: {
    name: 'data',
    layout: 'NCHW',
    width: 224,
    height: 224,
    channels: 'RGB',
    range: [0, 1],
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    resize: 'stretch',
  },
  output: { name: 'scores', activation: 'softmax' },
  labels: [],
};

/** The name under which the page fetches a file of this machine. */
function fileServer(files) {
  return {
    name: 'bench-files',
    configureServer(server) {
      server.middlewares.use('/bench-files', (request, response, next) => {
        const path = files[request.url.slice(1).split('?')[0]];
        if (!path) return next();
        response.setHeader('Content-Length', statSync(path).size);
        response.setHeader('Content-Type', 'application/octet-stream');
        if (request.method === 'HEAD') return response.end();
        createReadStream(path).pipe(response);
      });
    },
  };
}

/**
 * A page with the engine in a Chromium of its own. `files` maps names to paths: `/bench-files/NAME` is such a file.
 * `use` gets the page and a function that tells the renderers' peak memory.
 */
export async function withBenchPage(files, use) {
  const server = await createServer({
    root,
    plugins: [fileServer(files)],
    logLevel: 'error',
    server: { port: 0, watch: null, hmr: false },
  });
  await server.listen();
  const browserServer = await chromium.launchServer({
    executablePath: findBrowser(),
    args: BROWSER_ARGS,
    headless: false,
  });
  const browser = await chromium.connect(browserServer.wsEndpoint());
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    page.on('pageerror', (error) => console.error(error));
    await page.goto(`http://localhost:${server.httpServer.address().port}/scripts/bench/page.html`);
    await page.waitForFunction(() => 'bench' in globalThis);
    await use(page, () => rendererPeak(browserServer.process().pid));
  } finally {
    await browser.close();
    await browserServer.close();
    await server.close();
  }
}

const statusOf = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
};
const field = (status, name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);

function isBelow(pid, ancestor) {
  for (let id = pid; id > 1; id = field(statusOf(id), 'PPid')) if (id === ancestor) return true;
  return false;
}

/** Peak resident bytes of the largest renderer below `browser`, as the kernel counts them (Linux only). */
function rendererPeak(browser) {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const peaks = pids
    .filter((pid) => {
      return readCommand(pid).includes('--type=renderer') && isBelow(pid, browser);
    })
    .map((pid) => field(statusOf(pid), 'VmHWM') * 1024);
  return Math.max(0, ...peaks);
}

/** Chromium writes its arguments with spaces between them. */
function readCommand(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

export const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;
export const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`;
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
