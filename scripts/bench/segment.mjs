import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';
import { median } from './bench-page.mjs';

/**
 * Milliseconds a draft for every way of shaping, on one core, and for the spreading of one map:
 *
 *   node scripts/bench/segment.mjs [ROUNDS]
 *
 * Pictures are textured ellipses on textured ground, of which the draft covers a part; what is looked at has 96 pixels
 * on its longest side. Medians over drafts and rounds, after a warm-up, in
 * processor time, which a busy machine changes least.
 */
const rounds = Number(process.argv[2] ?? 10);
const SIZE = 400;
const CELLS = 28;
const DRAFTS = 8;
const DIMENSIONS = 256;

/** Bundled as it is shipped: modules that are loaded one by one look each other's names up on every use. */
const bundle = mkdtempSync(join(tmpdir(), 'segment-bench-'));
const entry = fileURLToPath(new URL('./segment-entry.ts', import.meta.url));
try {
  await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: { target: 'node20', outDir: bundle, emptyOutDir: false, ssr: entry },
  });
  measure(await import(pathToFileURL(join(bundle, 'segment-entry.js')).href));
} finally {
  rmSync(bundle, { recursive: true });
}

function measure(code) {
  const { shapesOf, SHAPE_KINDS, featureLikeness, standardiseFeatures, spreadMap } = code;
  const { createRandomBits, uniform } = code;

  const rect = { x: 0, y: 0, width: SIZE, height: SIZE };
  const cases = Array.from({ length: DRAFTS }, (_, i) => {
    const [width, height] = [120 + 15 * i, 260 - 18 * i];
    return { ...pictureOf(i, width, height), map: blobOf(width, height), draft: draftOf(width, height) };
  });
  console.log('| kind | median, ms | largest, ms | refused |\n|---|--:|--:|--:|');
  for (const kind of SHAPE_KINDS) {
    const times = [];
    let refused = 0;
    for (let round = -2; round < rounds; round++) {
      const measured = cases.map(({ picture, map, draft }) => {
        const start = processorTime();
        const [candidate] = shapesOf(draft, map, map, picture, { rect, kinds: [kind] });
        return { time: processorTime() - start, isRefused: candidate.refused !== undefined };
      });
      if (round < 0) continue;
      times.push(...measured.map(({ time }) => time));
      refused += measured.filter(({ isRefused }) => isRefused).length;
    }
    print(kind, times, refused);
  }

  const bits = createRandomBits(1);
  const features = Float32Array.from({ length: CELLS * CELLS * DIMENSIONS }, () => uniform(bits));
  let likeness;
  print(
    `likeness of ${CELLS} x ${CELLS} cells, ${DIMENSIONS} features`,
    timed(() => (likeness = featureLikeness(standardiseFeatures(features, DIMENSIONS), CELLS, CELLS))),
  );
  const [{ map }] = cases;
  print(
    'spreading one map',
    timed(() => spreadMap(map, likeness)),
  );

  function pictureOf(seed, width, height) {
    const noise = createRandomBits(seed);
    const data = new Uint8ClampedArray(SIZE * SIZE * 4);
    for (let i = 0; i < SIZE * SIZE; i++) {
      const [x, y] = [i % SIZE, Math.floor(i / SIZE)];
      const isIn = ((x - SIZE / 2) / (width / 2)) ** 2 + ((y - SIZE / 2) / (height / 2)) ** 2 < 1;
      const stripe = 25 * Math.sin(x / 7 + seed) + 40 * (uniform(noise) - 0.5);
      const colour = isIn ? [170, 110, 70] : [90, 120, 80];
      colour.forEach((value, c) => (data[i * 4 + c] = value + stripe));
      data[i * 4 + 3] = 255;
    }
    return { picture: { data, width: SIZE, height: SIZE } };
  }
}

function blobOf(width, height) {
  const data = Float32Array.from({ length: CELLS * CELLS }, (_, i) => {
    const x = (((i % CELLS) + 0.5) * SIZE) / CELLS - SIZE / 2;
    const y = ((Math.floor(i / CELLS) + 0.5) * SIZE) / CELLS - SIZE / 2;
    return Math.exp(-((x / (width / 3)) ** 2) - (y / (height / 3)) ** 2);
  });
  return { data, width: CELLS, height: CELLS };
}

function draftOf(width, height) {
  return {
    x: SIZE / 2 - 0.37 * width,
    y: SIZE / 2 - 0.37 * height,
    width: 0.74 * width,
    height: 0.74 * height,
  };
}

/** Milliseconds. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function timed(work) {
  return Array.from({ length: rounds + 2 }, () => {
    const start = processorTime();
    work();
    return processorTime() - start;
  }).slice(2);
}

function print(name, times, refused = '') {
  console.log(`| ${name} | ${median(times).toFixed(1)} | ${Math.max(...times).toFixed(1)} | ${refused} |`);
}
