import type { CamMethodName } from '../../src/cam/cam-methods.js';
import { createDerivativeMean, type DerivativeMean } from '../../src/cam/derivative-mean.js';
import type { CamMap } from '../../src/cam/layer-tensors.js';
import { createMapMean } from '../../src/cam/map-mean.js';
import { SAMPLINGS, type SamplingName } from '../../src/cam/seeded-noise.js';
import { CAM_METHODS } from '../../src/cam/cam-methods.js';
import { rectify } from '../../src/cam/explain-map.js';
import { addSample, layerOf, noisyInputs, type Case } from './cases.js';
import { mean } from './localisation.js';
import type { Network } from './network.js';
import { averagedMap, correlation } from './smoothing.js';

/** Samples of the map that the others are compared with: other noise than theirs. */
export const REFERENCE_SAMPLES = 256;
const REFERENCE_SEED = 1000;
export const SAMPLING_NOISE = 0.2;
export const SAMPLING_COUNTS: readonly number[] = [1, 2, 4, 8, 16, 32, 64];
export const ENOUGH = 0.99;

/** What is smoothed, and how: maps are of the method on noisy activations and gradients alike. */
const QUESTIONS: readonly { readonly name: string; readonly method: CamMethodName; readonly maps?: true }[] =
  [
    { name: 'smooth-grad-cam++', method: 'smooth-grad-cam++' },
    { name: 'layer-cam, derivatives', method: 'layer-cam' },
    { name: 'layer-cam, maps', method: 'layer-cam', maps: true },
    { name: 'grad-cam, maps', method: 'grad-cam', maps: true },
    { name: 'smooth-grad', method: 'smooth-grad' },
  ];

export interface SamplingResult {
  readonly question: string;
  readonly sampling: SamplingName;
  /** Mean correlation with the map at {@link REFERENCE_SAMPLES}, by {@link SAMPLING_COUNTS}. */
  readonly likeness: readonly number[];
  /** The smallest number of samples from which on it is at least {@link ENOUGH}; NaN: none of them. */
  readonly needed: number;
}

/** @param network one that has the layer and the input for its layers */
export async function compareSamplings(
  cases: readonly Case[],
  layer: string,
  network: Network,
): Promise<readonly SamplingResult[]> {
  const likeness = new Map<string, number[][]>();
  for (const one of cases) {
    const [reference] = await mapsAfter(one, layer, network, {
      sampling: 'plain',
      samples: REFERENCE_SAMPLES,
      seed: REFERENCE_SEED,
      counts: [REFERENCE_SAMPLES],
    });
    for (const sampling of Object.keys(SAMPLINGS) as SamplingName[]) {
      const found = await mapsOfCounts(one, layer, network, sampling);
      QUESTIONS.forEach(({ name }, q) => {
        const key = `${name}|${sampling}`;
        const row = found.map((maps) => correlation(maps[q], reference[q]));
        likeness.set(key, [...(likeness.get(key) ?? []), row]);
      });
    }
  }
  return [...likeness].map(([key, rows]) => {
    const [question, sampling] = key.split('|') as [string, SamplingName];
    const means = SAMPLING_COUNTS.map((_, i) => mean(rows.map((row) => row[i])));
    const last = means.findLastIndex((value) => value < ENOUGH);
    return { question, sampling, likeness: means, needed: SAMPLING_COUNTS[last + 1] ?? NaN };
  });
}

/** Samples that divide the distribution among them are drawn anew for every n. */
async function mapsOfCounts(
  one: Case,
  layer: string,
  network: Network,
  sampling: SamplingName,
): Promise<CamMap[][]> {
  const most = SAMPLING_COUNTS[SAMPLING_COUNTS.length - 1];
  if (!SAMPLINGS[sampling].divides)
    return mapsAfter(one, layer, network, { sampling, samples: most, seed: 0, counts: SAMPLING_COUNTS });
  const all: CamMap[][] = [];
  for (const samples of SAMPLING_COUNTS)
    all.push(...(await mapsAfter(one, layer, network, { sampling, samples, seed: 0, counts: [samples] })));
  return all;
}

interface Draw {
  readonly sampling: SamplingName;
  readonly samples: number;
  readonly seed: number;
  /** After how many samples the maps are wanted. */
  readonly counts: readonly number[];
}

/** The maps of all questions after each of `counts` samples. */
async function mapsAfter(
  { loaded, classIndex }: Case,
  layer: string,
  network: Network,
  { sampling, samples, seed, counts }: Draw,
): Promise<CamMap[][]> {
  const places = QUESTIONS.map(({ method }) => (CAM_METHODS[method].at === 'input' ? network.image : layer));
  const clean = await network.head(await network.trunk(loaded.input), classIndex);
  const derivatives = new Map<string, DerivativeMean>();
  for (const place of places) derivatives.set(place, createDerivativeMean());
  const means = QUESTIONS.map(() => createMapMean());
  const results: CamMap[][] = [];
  let drawn = 0;
  for (const input of noisyInputs(loaded, network, { samples, noise: SAMPLING_NOISE, seed, sampling })) {
    const head = await network.head(await network.trunk(input), classIndex);
    addSample(derivatives, head);
    QUESTIONS.forEach(({ method, maps }, q) => {
      if (maps) means[q].add(CAM_METHODS[method].map(layerOf(head, places[q])));
    });
    drawn++;
    if (!counts.includes(drawn)) continue;
    results.push(
      QUESTIONS.map(({ method, maps }, q) =>
        maps
          ? rectify(means[q].mean())
          : averagedMap(method, layerOf(clean, places[q]), derivatives.get(places[q])),
      ),
    );
  }
  return results;
}
