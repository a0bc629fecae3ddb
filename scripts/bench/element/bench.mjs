import {
  createReadStream,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { BROWSER_ARGS, findBrowser } from '../../find-browser.mjs';
import { withSource } from '../../load-source.mjs';
import { median } from '../bench-page.mjs';
import { buildElementPage } from './build-page.mjs';

/**
 * What an annotator waits for in front of the element, with a model of a thousand classes and its panel, on WebAssembly
 * with one thread:
 *
 *   node scripts/bench/element/bench.mjs [ROUNDS [MODEL.onnx CARD.json]]
 *
 * Without a model it makes one, of random weights. `beyond` is what is not the worker's own time: 10 ms are aimed at for
 * a class, 30 for the next image, and 1300 for the first map.
 */
const [rounds = 9, modelPath, cardPath] = process.argv.slice(2);
const repository = fileURLToPath(new URL('../../..', import.meta.url));
const labels = JSON.parse(readFileSync(`${repository}models/labels/imagenet-1k.json`, 'utf8')).labels;
const images = (index) => `/models/evaluation/${String(index).padStart(6, '0')}.jpg`;
const BOXES = 30;
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.jpg': 'image/jpeg',
};

async function subject(folder) {
  if (modelPath) return { path: modelPath, card: JSON.parse(readFileSync(cardPath, 'utf8')) };
  const path = join(folder, 'model.onnx');
  const card = await withSource(async (load) => {
    const { manyClassModel, MANY_CLASSES_CARD } = await load('/tests/fixtures/many-classes.ts');
    writeFileSync(path, manyClassModel({ classes: labels.length, widths: [32, 64, 128, 256, 1024] }));
    return { ...MANY_CLASSES_CARD, labels };
  });
  return { path, card };
}

function serve(find) {
  const server = createServer((request, response) => {
    const path = find(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
    if (!path || !existsSync(path)) return response.writeHead(404).end();
    response.writeHead(200, {
      'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
      'Content-Length': statSync(path).size,
    });
    if (request.method === 'HEAD') return response.end();
    createReadStream(path).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const { outDir, page: pagePath } = await buildElementPage();
const { path, card } = await subject(outDir);
const server = await serve((name) => {
  if (name === '/model.onnx') return path;
  return name.startsWith('/models/') ? repository + name : join(outDir, name);
});
const address = `http://127.0.0.1:${server.address().port}`;

async function withPage(profile, use) {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findBrowser(),
    args: BROWSER_ARGS,
    headless: false,
  });
  try {
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(error));
    await page.goto(`${address}/${pagePath}`);
    await page.waitForFunction(() => 'bench' in globalThis);
    return await use(page);
  } finally {
    await context.close();
  }
}

const first = (page, controls) =>
  page.evaluate((setting) => bench.first(setting), {
    model: `${address}/model.onnx`,
    card,
    image: images(0),
    controls,
  });
const text = (values) => `${median(values).toFixed(1)} (${values.map((v) => v.toFixed(0)).join(' ')})`;
const beyond = ({ wall, worker }) => wall - worker;

for (const controls of ['full', 'none']) {
  const firsts = [];
  for (let i = 0; i < 3; i++) {
    const profile = mkdtempSync(join(tmpdir(), 'saliency-bench-'));
    firsts.push((await withPage(profile, (page) => first(page, controls))).wall);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
  const profile = mkdtempSync(join(tmpdir(), 'saliency-bench-'));
  await withPage(profile, (page) => first(page, controls));
  await withPage(profile, async (page) => {
    const again = await first(page, controls);
    console.log(`controls ${controls}: first map ${text(firsts)}, kept ${again.wall.toFixed(0)}`);
    for (const boxes of [0, BOXES]) {
      await page.evaluate((count) => bench.addBoxes(count), boxes);
      const classes = [];
      const next = [];
      for (let i = 0; i < rounds; i++) {
        classes.push(await page.evaluate((index) => bench.chooseClass(index), (17 * i + 5 + boxes) % 1000));
      }
      if (boxes === 0)
        for (let i = 0; i < rounds; i++)
          next.push(await page.evaluate((src) => bench.nextImage(src), images(i + 1 + boxes)));
      if (boxes === 0) await page.evaluate((src) => bench.nextImage(src), images(0));
      console.log(`  ${boxes} boxes: nodes ${await page.evaluate(() => bench.nodes())}`);
      console.log(
        `    class: wall ${text(classes.map(({ wall }) => wall))}, worker ${text(classes.map(({ worker }) => worker))}, beyond ${text(classes.map(beyond))}`,
      );
      if (next.length)
        console.log(
          `    image: wall ${text(next.map(({ wall }) => wall))}, worker ${text(next.map(({ worker }) => worker))}, beyond ${text(next.map(beyond))}`,
        );
    }
  });
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
server.close();
rmSync(outDir, { recursive: true, force: true });
