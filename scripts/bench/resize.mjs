import { median, withBenchPage } from './bench-page.mjs';

/**
 * What the package's own filter costs beside the browser's, from a file to a model's input, in the worker:
 *
 *   node scripts/bench/resize.mjs [ROUNDS]
 */
const rounds = Number(process.argv[2] ?? 9);

const SIZES = [
  [640, 480],
  [4000, 3000],
  [6000, 4000],
];

await withBenchPage({}, async (page) => {
  for (const type of ['image/jpeg', 'image/png'])
    for (const [width, height] of SIZES) {
      const { bytes, times } = await page.evaluate(
        (question) =>
          new Promise((resolve, reject) => {
            const worker = new Worker('/scripts/bench/resize-worker.ts', { type: 'module' });
            worker.onerror = (event) => reject(new Error(event.message));
            worker.onmessage = ({ data }) => resolve(data);
            worker.postMessage(question);
          }),
        { type, width, height, rounds },
      );
      const of = (name) => `${name} ${median(times.map((time) => time[name])).toFixed(1)} ms`;
      const ratio = median(times.map(({ own, browser }) => own / browser)).toFixed(2);
      const kind = `${type} ${width} x ${height}, ${(bytes / 1e6).toFixed(1)} MB`;
      console.log(`${kind}: ${['browser', 'own', 'decode'].map(of).join(', ')}, own / browser ${ratio}`);
    }
});
