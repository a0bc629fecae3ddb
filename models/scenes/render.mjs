// node models/scenes/render.mjs --out DIR [--first SEED] [--count N] [--browsers N] [--coco]
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundlePage } from './bundle-page.mjs';
import { toCoco } from './coco.mjs';
import { openSceneBrowser } from './scene-browser.mjs';

const SCENES_A_CALL = 4;
/** A fresh browser now and then: drivers leak. */
const SCENES_A_BROWSER = 1000;

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    first: { type: 'string', default: '0' },
    count: { type: 'string', default: '16' },
    browsers: { type: 'string', default: '2' },
    coco: { type: 'boolean', default: false },
  },
});
if (!values.out) throw new Error('Say where the scenes go: --out DIR');

/** What was rendered, a line a scene; a rendering that was stopped goes on where it was. */
const recordsFile = join(values.out, 'scenes.jsonl');
/** What training may read: which classes are present, and nothing of where. */
const labelsFile = join(values.out, 'labels.jsonl');

async function readRecords() {
  const text = await readFile(recordsFile, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

const fileName = (seed) => `${String(seed).padStart(6, '0')}.jpg`;

async function save({ jpeg, ...record }) {
  const file = fileName(record.seed);
  await writeFile(join(values.out, file), Buffer.from(jpeg, 'base64'));
  await appendFile(recordsFile, `${JSON.stringify({ file, ...record })}\n`);
  const classes = [...new Set(record.boxes.map((box) => box.label))].sort();
  await appendFile(labelsFile, `${JSON.stringify({ file, classes })}\n`);
}

async function work(script, queue) {
  let labels;
  while (queue.length > 0) {
    const browser = await openSceneBrowser(script);
    labels = browser.labels;
    for (let done = 0; queue.length > 0 && done < SCENES_A_BROWSER; done += SCENES_A_CALL) {
      for (const record of await browser.render(queue.splice(0, SCENES_A_CALL))) await save(record);
    }
    await browser.close();
  }
  return labels;
}

await mkdir(values.out, { recursive: true });
const rendered = new Set((await readRecords()).map(({ seed }) => seed));
const wanted = Array.from({ length: Number(values.count) }, (_, i) => Number(values.first) + i);
const queue = wanted.filter((seed) => !rendered.has(seed));
const total = queue.length;
const started = Date.now();
const timer = setInterval(() => {
  const rate = (total - queue.length) / ((Date.now() - started) / 1000);
  console.log(`${total - queue.length} of ${total} scenes, ${rate.toFixed(1)} a second`);
}, 30_000);
const script = await bundlePage();
const labels = (
  await Promise.all(Array.from({ length: Number(values.browsers) }, () => work(script, queue)))
).find(Boolean);
clearInterval(timer);
console.log(`${total} scenes in ${((Date.now() - started) / 1000).toFixed(0)} s`);

if (values.coco && labels) {
  const records = (await readRecords()).sort((a, b) => a.seed - b.seed);
  await writeFile(join(values.out, 'scenes.json'), await toCoco(records, labels, values.out));
}
