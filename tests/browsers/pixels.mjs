import { createServer } from 'vite';
import { fileURLToPath } from 'node:url';
import { withSource } from '../../scripts/load-source.mjs';
import { BROWSERS } from './launch.mjs';
import { pictures } from './pictures.mjs';

/**
 * The same maps from the same pictures in Chromium, Firefox, WebKit and Node, through the real worker and model:
 *
 *   npm run test:pixels [-- Chromium Firefox WebKit]
 *
 * Fails for a browser that is not there and that it cannot install. All are compared with Chromium.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
/** Of the map's maximum. */
const TOLERANCE = 1e-3;
/** Decoders of JPEG differ by a step of 255 here and there. */
const JPEG_TOLERANCE = 2e-2;
const TIMEOUT = 300_000;

function largestDifference(a, b) {
  const largest = Math.max(...a);
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]))) / largest;
}

/** The largest difference for each picture over all inputs and methods, printed; how many are too large. */
function compare(name, maps, wanted) {
  const worst = new Map();
  for (const found of maps) {
    const { picture, input, method } = found;
    const other = wanted.find(
      (map) => map.picture === picture && map.input === input && map.method === method,
    );
    const isSame = other?.map.length === found.map.length && other.classIndex === found.classIndex;
    const difference =
      isSame && Math.max(...other.map) > 0 ? largestDifference(other.map, found.map) : Infinity;
    if (!(difference <= (worst.get(picture)?.difference ?? -1)))
      worst.set(picture, { difference, where: `${input}, ${method}` });
  }
  let failures = 0;
  for (const [picture, { difference, where }] of worst) {
    const allowed = picture.endsWith('.jpg') ? JPEG_TOLERANCE : TOLERANCE;
    if (!(difference <= allowed)) failures++;
    const verdict = difference <= allowed ? '' : `  more than ${allowed}`;
    console.log(
      `${name.padEnd(9)} ${picture.padEnd(16)} ${difference.toExponential(1)}  (${where})${verdict}`,
    );
  }
  return failures;
}

/** Serves the page, the sources and the pictures; `answered` is what the page posts next. */
async function serve(files) {
  let resolve;
  const server = await createServer({
    root,
    logLevel: 'error',
    server: { port: 0, watch: null, hmr: false },
    plugins: [
      {
        name: 'pictures',
        configureServer({ middlewares }) {
          middlewares.use('/pictures', (request, response) => {
            const file = files.get(request.url.slice(1));
            response.end(file ?? JSON.stringify([...files.keys()]));
          });
          middlewares.use('/answer', async (request, response) => {
            const parts = [];
            for await (const part of request) parts.push(part);
            response.end();
            resolve(JSON.parse(Buffer.concat(parts).toString()));
          });
        },
      },
    ],
  });
  await server.listen();
  const url = `http://localhost:${server.httpServer.address().port}/tests/browsers/page.html`;
  const next = () => new Promise((done) => (resolve = done));
  return { url, next, close: () => server.close() };
}

async function mapsOf(open, { url, next }) {
  const answered = next();
  const close = await open(url);
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${TIMEOUT / 1000} s`)), TIMEOUT);
  });
  try {
    const { browser, maps, error } = await Promise.race([answered, late]);
    if (error) throw new Error(`${browser}: ${error}`);
    console.log(browser);
    return maps;
  } finally {
    clearTimeout(timer);
    await close();
  }
}

const asked = process.argv.slice(2);
const names = Object.keys(BROWSERS).filter(
  (name) => name === 'Chromium' || !asked.length || asked.includes(name),
);
let failures = 0;
await withSource(async (load) => {
  const files = await pictures(await load('/tests/browsers/png.ts'));
  const server = await serve(files);
  let wanted;
  for (const name of names) {
    const maps = await mapsOf(BROWSERS[name], server).catch((error) => {
      console.error(`${name} failed: ${error.message}`);
    });
    if (!maps) failures++;
    else if (wanted) failures += compare(name, maps, wanted);
    wanted ??= maps;
  }
  await server.close();
  const { nodeMaps } = await load('/tests/browsers/node-maps.ts');
  console.log(`Node ${process.version}`);
  failures += compare('Node', await nodeMaps(files), wanted ?? []);
});
console.log(failures === 0 ? 'All agree.' : `${failures} do not agree.`);
process.exit(failures === 0 ? 0 : 1);
