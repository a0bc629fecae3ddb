import { existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeVgg16 } from '../make-vgg16.mjs';
import { megabytes, seconds, VGG16_CARD, withBenchPage } from './bench-page.mjs';

/**
 * Opens a VGG-16 of 553 MB in the worker on WebAssembly, explains an image, and prints what it took:
 *
 *   node scripts/bench/large-vgg.mjs [PATH]
 */
const path = process.argv[2] ?? join(tmpdir(), 'vgg16-random.onnx');
if (!existsSync(path)) await makeVgg16(path);
const { size } = statSync(path);

await withBenchPage({ 'vgg16.onnx': path }, async (page, peakMemory) => {
  const opened = await page.evaluate(
    (card) => bench.open('/bench-files/vgg16.onnx', card, 'wasm'),
    VGG16_CARD,
  );
  const { trunkBytes, headBytes } = opened;
  console.log(`model                ${megabytes(size)}`);
  console.log(`trunk and head       ${trunkBytes} + ${headBytes} bytes (64 KB allowed)`);
  console.log(`time to ready        ${seconds(opened.ready)}, download included`);
  await page.evaluate(() => bench.newImage());
  const question = { method: 'grad-cam', targetClass: 'top' };
  const first = await page.evaluate((options) => bench.explain(options), question);
  console.log(`first explanation    ${seconds(first.wall)} (the head's session was still being made)`);
  await page.evaluate(() => bench.newImage());
  const image = await page.evaluate((options) => bench.explain(options), question);
  console.log(
    `new image            ${seconds(image.wall)}: trunk ${seconds(image.timings.trunk)}, head ${seconds(image.timings.head)}`,
  );
  const other = await page.evaluate((options) => bench.explain(options), { ...question, targetClass: 7 });
  console.log(`new class            ${seconds(other.wall)}, trunk runs: ${other.timings.trunkRuns}`);
  const peak = peakMemory();
  console.log(`peak of the renderer ${megabytes(peak)} = ${(peak / size).toFixed(2)} x file (2 x aimed at)`);
  if (trunkBytes + headBytes > 64 * 1024) throw new Error('The graphs are larger than 64 KB');
});
