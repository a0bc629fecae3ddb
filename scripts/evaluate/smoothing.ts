import { CAM_METHODS, type CamMethodName } from '../../src/cam/cam-methods.js';
import type { DerivativeMean } from '../../src/cam/derivative-mean.js';
import { explainMap } from '../../src/cam/explain-map.js';
import type { CamMap, LayerTensors } from '../../src/cam/layer-tensors.js';
import { addSample, layerOf, noisyInputs, rowKey, type Case, type LoadedScene } from './cases.js';
import { localise, mapOf, mean, type Localisation } from './localisation.js';
import { placeOf, type HeadResult, type Network } from './network.js';

export const SIGMAS: readonly number[] = [0.02, 0.05, 0.1, 0.2, 0.4];
export const COUNTS: readonly number[] = [1, 4, 16];
/** Smoothed by averaging derivatives; the second is the default method. */
export const SMOOTHED: readonly CamMethodName[] = ['smooth-grad-cam++', 'layer-cam'];

/** A method smoothed with n samples of a sigma. */
export interface SmoothingResult {
  readonly method: CamMethodName;
  readonly sigma: number;
  readonly samples: number;
  readonly localisation: Localisation;
  /** Mean correlation with the map without noise. */
  readonly likePlain: number;
  /** Mean correlation with the map of all the samples at the same sigma: 1 when n is large enough. */
  readonly converged: number;
}

interface SmoothRow {
  readonly method: string;
  readonly layer: string;
}

const rowOf = (method: string, layer: string, sigma: number, samples: number): SmoothRow => ({
  method: `${method} ${sigma} ${samples}`,
  layer,
});

/** Runs the noisy inputs once for the largest n of each sigma; smaller n are its first samples. */
export async function sweepSmoothing(
  cases: readonly Case[],
  layer: string,
  network: Network,
): Promise<readonly SmoothingResult[]> {
  const smoothed: Case[] = [];
  for (const [loaded, ofScene] of byScene(cases))
    smoothed.push(...(await smoothScene(loaded, ofScene, layer, network)));

  const largest = COUNTS[COUNTS.length - 1];
  return SMOOTHED.flatMap((method) =>
    SIGMAS.flatMap((sigma) =>
      COUNTS.map((samples) => {
        const row = rowOf(method, layer, sigma, samples);
        const like = (other: (one: Case) => CamMap): number =>
          mean(smoothed.map((one) => correlation(mapOf(one, row), other(one))));
        return {
          method,
          sigma,
          samples,
          localisation: localise(smoothed, row),
          likePlain: like((one) => mapOf(one, { method: plainOf(method), layer })),
          converged: like((one) => mapOf(one, rowOf(method, layer, sigma, largest))),
        };
      }),
    ),
  );
}

/** What a smoothed method is without noise. */
export function plainOf(method: CamMethodName): CamMethodName {
  return method === 'smooth-grad-cam++' ? 'grad-cam++' : method;
}

export function byScene(cases: readonly Case[]): ReadonlyMap<LoadedScene, readonly Case[]> {
  const scenes = new Map<LoadedScene, Case[]>();
  for (const one of cases) scenes.set(one.loaded, [...(scenes.get(one.loaded) ?? []), one]);
  return scenes;
}

async function smoothScene(
  loaded: LoadedScene,
  cases: readonly Case[],
  layer: string,
  network: Network,
): Promise<Case[]> {
  const clean = await network.trunk(loaded.input);
  const heads: HeadResult[] = [];
  for (const { classIndex } of cases) heads.push(await network.head(clean, classIndex));
  const maps = cases.map((one) => new Map(one.maps));
  const rect = placeOf(layer, network, loaded.covered);

  for (const sigma of SIGMAS) {
    const gathered = cases.map(() => new Map<string, DerivativeMean>());
    let drawn = 0;
    for (const input of noisyInputs(loaded, network, { samples: COUNTS[COUNTS.length - 1], noise: sigma })) {
      const carried = await network.trunk(input);
      for (const [i, { classIndex }] of cases.entries())
        addSample(gathered[i], await network.head(carried, classIndex));
      drawn++;
      if (COUNTS.includes(drawn)) keepMaps(drawn);
    }
    function keepMaps(samples: number): void {
      cases.forEach((_, i) =>
        SMOOTHED.forEach((method) =>
          maps[i].set(rowKey(rowOf(method, layer, sigma, samples)), {
            ...averagedMap(method, layerOf(heads[i], layer), gathered[i].get(layer)),
            rect,
          }),
        ),
      );
    }
  }
  return cases.map((one, i) => ({ ...one, maps: maps[i] }));
}

/** As the worker averages derivatives: their means with the clean activations. */
function averagedMap(method: CamMethodName, clean: LayerTensors, mean: DerivativeMean | undefined): CamMap {
  if (!mean) return explainMap(CAM_METHODS[method], clean).map;
  const derivatives = mean.means();
  const gradients = Float32Array.from(derivatives.first);
  return explainMap(CAM_METHODS[method], { ...clean, gradients, derivatives }).map;
}

/** Pearson's; 0 where a map is constant. */
function correlation({ data: a }: CamMap, { data: b }: CamMap): number {
  const [meanA, meanB] = [a, b].map(
    (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  );
  let [shared, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    shared += (a[i] - meanA) * (b[i] - meanB);
    squaresA += (a[i] - meanA) ** 2;
    squaresB += (b[i] - meanB) ** 2;
  }
  const scale = Math.sqrt(squaresA * squaresB);
  return scale > 0 ? shared / scale : 0;
}
