import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeVgg16 } from './make-vgg16.mjs';
import { VGG16_CARD, WORKBENCH, withBenchPage } from './bench/bench-page.mjs';
import { withSource } from './load-source.mjs';

/**
 * Compresses models in every way, explains images with what the worker makes of the files, and compares maps and drafts
 * with those of the original; writes docs/compression.md:
 *
 *   node scripts/compress-fidelity.mjs [WORKBENCH_IMAGES VGG_IMAGES]
 */
const [workbenchImages = 40, vggImages = 8] = process.argv.slice(2).map(Number);
const vgg = join(tmpdir(), 'vgg16-random.onnx');
const FORMATS = ['fp16', 'int8', 'int4'];
const METHODS = ['layer-cam', 'grad-cam++'];
/** The element's default. */
const THRESHOLD = 0.3;

const MODELS = [
  { title: '`workbench`', ...WORKBENCH, images: workbenchImages },
  { title: 'VGG-16, random weights', path: vgg, card: VGG16_CARD, images: vggImages },
];

/** Ranks from 0; equal values share the mean of theirs. */
function ranks(values) {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const result = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]] === values[order[from]]) to++;
    for (let i = from; i <= to; i++) result[order[i]] = (from + to) / 2;
    from = to + 1;
  }
  return result;
}

/** Spearman's rank correlation. */
function rankCorrelation(a, b) {
  const [x, y] = [ranks(a), ranks(b)];
  const mean = (a.length - 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    xy += (x[i] - mean) * (y[i] - mean);
    xx += (x[i] - mean) ** 2;
    yy += (y[i] - mean) ** 2;
  }
  return xx * yy > 0 ? xy / Math.sqrt(xx * yy) : Number(xx === yy);
}

function iou(a, b) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  const shared = Math.max(0, width) * Math.max(0, height);
  return shared / (a.width * a.height + b.width * b.height - shared);
}

/** Of each draft of the original with the nearest of the other's; 0 where there is none. */
const draftIous = (exact, close) => exact.map((box) => Math.max(0, ...close.map((other) => iou(box, other))));

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const lowest = (values) => Math.min(...values);

async function compress(path, format, out) {
  return withSource(async (load) => {
    const { run } = await load('cli/run.ts');
    const lines = [];
    const argv = ['compress', path, '--weights', format, '--out', out, '--json'];
    const exit = await run(argv, { out: (line) => lines.push(line), err: (line) => console.error(line) });
    if (exit !== 0) throw new Error(`compress ${format} failed`);
    return JSON.parse(lines.join('\n'));
  });
}

const imageUrl = (index) => `/models/evaluation/${String(index).padStart(6, '0')}.jpg`;

/** Of each image and method: map, class and boxes; the class is that of the original where it is given. */
async function explainAll(page, url, { card, images }, exact) {
  await page.evaluate(([address, spec]) => bench.open(address, spec, 'wasm'), [url, card]);
  const results = [];
  for (let index = 0; index < images; index++) {
    await page.evaluate((address) => bench.showImage(address), imageUrl(index));
    const top = await explain(page, { method: METHODS[0], targetClass: 'top' });
    const targetClass = exact?.[index].top ?? top.classIndex;
    const byMethod = {};
    for (const method of METHODS) byMethod[method] = await explain(page, { method, targetClass });
    results.push({ top: top.classIndex, byMethod });
  }
  await page.evaluate(() => bench.dispose());
  return results;
}

async function explain(page, options) {
  await page.evaluate((question) => bench.explain(question), options);
  return page.evaluate((threshold) => bench.lastMap(threshold), THRESHOLD);
}

function compare(exact, close) {
  return METHODS.map((method) => {
    const pairs = exact.map((result, i) => [result.byMethod[method], close[i].byMethod[method]]);
    const correlations = pairs.map(([a, b]) => rankCorrelation(a.map, b.map));
    const ious = pairs.flatMap(([a, b]) => draftIous(a.boxes, b.boxes));
    return {
      method,
      correlation: mean(correlations),
      worst: lowest(correlations),
      iou: mean(ious),
      drafts: ious.length,
    };
  });
}

const folder = mkdtempSync(join(tmpdir(), 'compress-fidelity-'));
const rows = [];
try {
  if (!existsSync(vgg)) await makeVgg16(vgg);
  for (const model of MODELS) {
    const files = { 'exact.onnx': model.path };
    const reports = {};
    for (const format of FORMATS) {
      files[`${format}.saliency`] = join(folder, `${format}.saliency`);
      reports[format] = await compress(model.path, format, files[`${format}.saliency`]);
      console.log(`${model.title} ${format}: ${reports[format].bytes} bytes`);
    }
    await withBenchPage(files, async (page) => {
      const exact = await explainAll(page, '/bench-files/exact.onnx', model);
      for (const format of FORMATS) {
        const close = await explainAll(page, `/bench-files/${format}.saliency`, model, exact);
        const same = close.filter(({ top }, i) => top === exact[i].top).length;
        for (const row of compare(exact, close))
          rows.push({ model, format, ...reports[format], same, ...row });
        console.log(rows.slice(-METHODS.length).map(({ model: { title }, ...row }) => ({ title, ...row })));
      }
    });
  }
} finally {
  rmSync(folder, { recursive: true });
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const line = ({
  model,
  format,
  bytes,
  originalBytes,
  relativeError,
  same,
  method,
  correlation,
  worst,
  iou,
  drafts,
}) =>
  `| ${[
    model.title,
    format,
    `${megabytes(bytes)} of ${megabytes(originalBytes)}`,
    `${(100 * relativeError).toFixed(2)} %`,
    `${same} of ${model.images}`,
    method,
    `${correlation.toFixed(4)} (${worst.toFixed(4)})`,
    `${iou.toFixed(3)} (${drafts})`,
  ].join(' | ')} |`;

writeFileSync(
  fileURLToPath(new URL('../docs/compression.md', import.meta.url)),
  `# Small downloads

\`saliency compress MODEL.onnx --weights int8|int4|fp16\` writes a transport file, which the worker turns back into the
model while it arrives: what runs is float32 and of the original's size and layout, with its weights rounded. That is a
choice for slow connections, never the default: the maps are no longer exactly those of the model.

- \`fp16\`: all weights in 16 bits.
- \`int8\`: convolutions and fully connected layers in 8 bits, with a scale for each row or output channel.
- \`int4\`: convolutions in 8 bits, fully connected layers in 4, with a scale for each 32 weights.

Biases and normalisation stay exact. What the rounding does to the maps, by \`node scripts/compress-fidelity.mjs\`: each
file was fetched and expanded by the worker, run on WASM, and compared with the original on the first images of the
evaluation set, for the original's top class. *Maps*: Spearman's rank correlation of the raw maps, the mean (and the lowest).
*Drafts*: IoU of each draft box of the original with the nearest one, at the default threshold, the mean (and their number).
*Top class*: how often it is the same. Random weights tell of the arithmetic, not of what a trained VGG-16 would
see: they give one draft an image, whose borders do not move at all.

| model | weights | download | rounding error | top class | method | maps | drafts |
| --- | --- | --- | --- | --- | --- | --- | --- |
${rows.map(line).join('\n')}
`,
);
