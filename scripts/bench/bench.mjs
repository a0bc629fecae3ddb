import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeVgg16 } from '../make-vgg16.mjs';
import { median, seconds, VGG16_CARD, WORKBENCH, withBenchPage } from './bench-page.mjs';

/**
 * What explaining costs beside a plain forward pass of the same model, on WebAssembly with one thread:
 *
 *   npm run bench [-- ROUNDS]
 *
 * Every round runs the plain pass and the questions one after another, and the ratios are medians over the rounds, so
 * that a machine that is busy with other things slows both sides alike.
 */
const rounds = Number(process.argv[2] ?? 5);
const vgg = join(tmpdir(), 'vgg16-random.onnx');
if (!existsSync(vgg)) await makeVgg16(vgg);

const CASES = [
  { name: `workbench (${WORKBENCH.card.layer}, its default)`, ...WORKBENCH },
  { name: 'workbench (pool5, its last layer)', ...WORKBENCH, card: { ...WORKBENCH.card, layer: 'pool5' } },
  { name: 'VGG-16', path: vgg, card: VGG16_CARD },
];
const SMOOTH_SAMPLES = 16;

/** One round: milliseconds of the plain pass and of each question, by the page's clock. */
async function measureRound(page, round) {
  const explain = (options) => page.evaluate((question) => bench.explain(question), options);
  const ask = (method, targetClass) => explain({ method, targetClass });
  const plain = await page.evaluate(() => forward.run());
  await page.evaluate(() => bench.newImage());
  const first = await ask('grad-cam', 'top');
  const newClass = await ask('grad-cam', round % 2 === 0 ? 3 : 4);
  const before = await page.evaluate(() => bench.runCounts());
  const newMethod = await ask('grad-cam++', round % 2 === 0 ? 3 : 4);
  const threshold = await page.evaluate((value) => bench.threshold(value), 0.2 + 0.05 * round);
  const after = await page.evaluate(() => bench.runCounts());
  if (JSON.stringify(before) !== JSON.stringify(after)) throw new Error('A new method ran a session');
  return { plain, first: first.wall, newClass: newClass.wall, newMethod: newMethod.wall, threshold };
}

for (const { name, path, card } of CASES) {
  await withBenchPage({ 'model.onnx': path }, async (page) => {
    await page.evaluate((spec) => forward.open('/bench-files/model.onnx', spec), card);
    await page.evaluate((spec) => bench.open('/bench-files/model.onnx', spec, 'wasm'), card);
    await measureRound(page, 0);
    const results = [];
    for (let round = 0; round < rounds; round++) results.push(await measureRound(page, round));
    const smooth = { method: 'smooth-grad-cam++', targetClass: 0, samples: SMOOTH_SAMPLES };
    const { wall } = await page.evaluate((options) => bench.explain(options), smooth);

    const ratio = (question) => median(results.map((result) => result[question] / result.plain)).toFixed(3);
    const time = (question) => `${median(results.map((result) => result[question])).toFixed(1)} ms`;
    const plain = median(results.map((result) => result.plain));
    console.log(`${name}: a plain forward pass takes ${seconds(plain)} (median of ${rounds})`);
    console.log(`  first explanation     ${ratio('first')} x (1.15 aimed at)`);
    console.log(`  new class             ${ratio('newClass')} x (0.1 aimed at)`);
    console.log(`  new method            ${ratio('newMethod')} x, ${time('newMethod')}, no session run`);
    console.log(`  new threshold         ${time('threshold')} (16 aimed at), no session run`);
    console.log(
      `  smooth-grad-cam++ 16  ${(wall / plain / SMOOTH_SAMPLES).toFixed(3)} x a pass for each sample`,
    );
  });
}
