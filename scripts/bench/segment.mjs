import { withSource } from '../load-source.mjs';
import { median } from './bench-page.mjs';

/**
 * Milliseconds a draft for every way of shaping, on one core, and for the spreading of one map:
 *
 *   node scripts/bench/segment.mjs [ROUNDS]
 *
 * Pictures are textured ellipses on textured ground, of which the draft covers a part; what is looked at has 96 pixels
 * on its longest side. Medians over drafts and rounds, after a warm-up.
 */
const rounds = Number(process.argv[2] ?? 10);
const SIZE = 400;
const CELLS = 28;
const DRAFTS = 8;
const DIMENSIONS = 256;

await withSource(async (load) => {
  const { shapesOf, SHAPE_KINDS } = await load('segment/shapes-of.ts');
  const { featureLikeness } = await load('segment/feature-likeness.ts');
  const { standardiseFeatures } = await load('segment/standardise-features.ts');
  const { spreadMap } = await load('segment/spread-map.ts');
  const { createRandomBits, uniform } = await load('cam/seeded-noise.ts');

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
      for (const { picture, map, draft } of cases) {
        const start = performance.now();
        const [candidate] = shapesOf(draft, map, map, picture, { rect, kinds: [kind] });
        if (round < 0) continue;
        times.push(performance.now() - start);
        if (candidate.refused) refused++;
      }
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
});

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

function timed(work) {
  return Array.from({ length: rounds + 2 }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).slice(2);
}

function print(name, times, refused = '') {
  console.log(`| ${name} | ${median(times).toFixed(1)} | ${Math.max(...times).toFixed(1)} | ${refused} |`);
}
