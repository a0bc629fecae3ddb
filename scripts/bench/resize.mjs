import { median, withBenchPage } from './bench-page.mjs';

/**
 * What resizing a photograph to a model's input costs beside the browser's own filter, in the worker:
 *
 *   node scripts/bench/resize.mjs [ROUNDS]
 */
const rounds = Number(process.argv[2] ?? 9);

await withBenchPage({}, async (page) => {
  for (const [width, height] of [
    [640, 480],
    [4000, 3000],
    [6000, 4000],
  ]) {
    const times = await page.evaluate(
      (question) =>
        new Promise((resolve, reject) => {
          const worker = new Worker('/scripts/bench/resize-worker.ts', { type: 'module' });
          worker.onerror = (event) => reject(new Error(event.message));
          worker.onmessage = ({ data }) => resolve(data);
          worker.postMessage(question);
        }),
      { width, height, rounds },
    );
    const of = (name) => `${name} ${median(times.map((time) => time[name])).toFixed(1)} ms`;
    console.log(`${width} x ${height}: ${['decode', 'browser', 'own', 'copy'].map(of).join(', ')}`);
  }
});
