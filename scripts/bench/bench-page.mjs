import { execFileSync } from 'node:child_process';
import {
  createReadStream,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { BROWSER_ARGS, findBrowser } from '../find-browser.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

const models = fileURLToPath(new URL('../../models/', import.meta.url));
const {
  file,
  sha256: _,
  bytes: __,
  ...card
} = JSON.parse(readFileSync(`${models}catalog.json`, 'utf8')).models.find(({ name }) => name === 'workbench');

/** The embedded model: its path, and its card without what only a download needs. */
export const WORKBENCH = { path: `${models}${file}`, card };

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
 * A page with the engine in a Chromium of its own, whose files lie on disk as a user's do (without a profile Chromium
 * keeps them in memory). `files` maps names to paths: `/bench-files/NAME` is such a file. `use` gets the page, and the
 * meters of its browser's processes.
 */
export async function withBenchPage(files, use) {
  const server = await createServer({
    root,
    plugins: [fileServer(files)],
    logLevel: 'error',
    server: { port: 0, watch: null, hmr: false },
  });
  await server.listen();
  const profile = mkdtempSync(join(tmpdir(), 'saliency-bench-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findBrowser(),
    args: BROWSER_ARGS,
    headless: false,
  });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(0);
    page.on('pageerror', (error) => console.error(error));
    await page.goto(`http://localhost:${server.httpServer.address().port}/scripts/bench/page.html`);
    await page.waitForFunction(() => 'bench' in globalThis);
    await use(page, metersOf(profile));
  } finally {
    await context.close();
    await server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Of all processes of the browser with that profile, as the kernel counts (Linux only); bytes. */
function metersOf(profile) {
  const isOurs = (pid) => readCommand(pid).includes(`--user-data-dir=${profile}`);
  const ofType = (type) =>
    processes().filter((pid) => readCommand(pid).includes(`--type=${type}`) && isBelow(pid, isOurs));
  const largest = (type, name) =>
    Math.max(0, ...ofType(type).map((pid) => field(readProc(pid, 'status'), name) * 1024));
  return {
    rendererPeak: () => largest('renderer', 'VmHWM'),
    rendererNow: () => largest('renderer', 'VmRSS'),
    gpuPeak: () => largest('gpu-process', 'VmHWM'),
    /** Forgets the peaks so far. */
    resetPeaks: () =>
      ['renderer', 'gpu-process']
        .flatMap(ofType)
        .forEach((pid) => writeFileSync(`/proc/${pid}/clear_refs`, '5')),
    /** What the profile takes on disk: models, caches, the browser's own files. */
    profileBytes: () => Number(execFileSync('du', ['-sB1', profile]).toString().split('\t')[0]),
  };
}

const processes = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** Empty for a process that has ended. */
function readProc(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** Chromium writes its arguments with spaces between them. */
const readCommand = (pid) => readProc(pid, 'cmdline').replaceAll('\0', ' ');
const field = (status, name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);

function isBelow(pid, isAncestor) {
  for (let id = pid; id > 1; id = field(readProc(id, 'status'), 'PPid')) if (isAncestor(id)) return true;
  return false;
}

export const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;
export const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`;
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
