import { CAM_METHODS } from '../../src/cam/cam-methods.js';
import type { DerivativeMean } from '../../src/cam/derivative-mean.js';
import { explainMap } from '../../src/cam/explain-map.js';
import type { CamMap } from '../../src/cam/layer-tensors.js';
import { addSample, layerOf, noisyInputs, rowKey, type Case, type LoadedScene } from './cases.js';
import { localise, mapOf, mean, type Localisation } from './localisation.js';
import type { HeadResult, Network } from './network.js';

export const SIGMAS: readonly number[] = [0.02, 0.1, 0.2, 0.4];
export const COUNTS: readonly number[] = [1, 4, 16];

/** Smooth Grad-CAM++ with n samples of a sigma, at a layer. */
export interface SmoothingResult {
  readonly layer: string;
  readonly sigma: number;
  readonly samples: number;
  readonly localisation: Localisation;
  /** Mean correlation with the map of Grad-CAM++, which is sigma = 0. */
  readonly likePlain: number;
  /** Mean correlation with the map of all the samples at the same sigma: 1 when n is large enough. */
  readonly converged: number;
}

const row = (layer: string, sigma: number, samples: number): { method: string; layer: string } => ({
  method: `smooth ${sigma} ${samples}`,
  layer,
});

/** Runs the noisy inputs once for the largest n of each sigma; smaller n are its first samples. */
export async function sweepSmoothing(
  cases: readonly Case[],
  layers: readonly string[],
  network: Network,
): Promise<readonly SmoothingResult[]> {
  const scenes = new Map<LoadedScene, Case[]>();
  for (const one of cases) scenes.set(one.loaded, [...(scenes.get(one.loaded) ?? []), one]);
  const smoothed: Case[] = [];
  for (const [loaded, ofScene] of scenes)
    smoothed.push(...(await smoothScene(loaded, ofScene, layers, network)));

  const largest = COUNTS[COUNTS.length - 1];
  return layers.flatMap((layer) =>
    SIGMAS.flatMap((sigma) =>
      COUNTS.map((samples) => {
        const like = (other: (one: Case) => CamMap): number =>
          mean(smoothed.map((one) => correlation(mapOf(one, row(layer, sigma, samples)), other(one))));
        return {
          layer,
          sigma,
          samples,
          localisation: localise(smoothed, row(layer, sigma, samples)),
          likePlain: like((one) => mapOf(one, { method: 'grad-cam++', layer })),
          converged: like((one) => mapOf(one, row(layer, sigma, largest))),
        };
      }),
    ),
  );
}

async function smoothScene(
  loaded: LoadedScene,
  cases: readonly Case[],
  layers: readonly string[],
  network: Network,
): Promise<Case[]> {
  const clean = await network.trunk(loaded.input);
  const heads: HeadResult[] = [];
  for (const { classIndex } of cases) heads.push(await network.head(clean, classIndex));
  const maps = cases.map((one) => new Map(one.maps));

  for (const sigma of SIGMAS) {
    const gathered = cases.map(() => new Map<string, DerivativeMean>());
    let drawn = 0;
    for (const input of noisyInputs(loaded, network, { samples: COUNTS[COUNTS.length - 1], noise: sigma })) {
      const carried = await network.trunk(input);
      drawn++;
      for (const [i, { classIndex }] of cases.entries()) {
        addSample(gathered[i], await network.head(carried, classIndex));
        const layersNow = COUNTS.includes(drawn) ? layers : [];
        const found = smoothedMaps(heads[i], gathered[i], layersNow);
        layersNow.forEach((layer, l) => maps[i].set(rowKey(row(layer, sigma, drawn)), found[l]));
      }
    }
  }
  return cases.map((one, i) => ({ ...one, maps: maps[i] }));
}

function smoothedMaps(
  head: HeadResult,
  means: ReadonlyMap<string, DerivativeMean>,
  layers: readonly string[],
): readonly CamMap[] {
  return layers.map((layer) => {
    const tensors = { ...layerOf(head, layer), derivatives: means.get(layer)?.means() };
    return explainMap(CAM_METHODS['smooth-grad-cam++'], tensors).map;
  });
}

/** Pearson's; 0 where a map is constant. */
export function correlation({ data: a }: CamMap, { data: b }: CamMap): number {
  const [meanA, meanB] = [a, b].map((values) => mean([...values]));
  let [shared, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    shared += (a[i] - meanA) * (b[i] - meanB);
    squaresA += (a[i] - meanA) ** 2;
    squaresB += (b[i] - meanB) ** 2;
  }
  const scale = Math.sqrt(squaresA * squaresB);
  return scale > 0 ? shared / scale : 0;
}
