import { CAM_METHODS } from '../../src/cam/cam-methods.js';
import { explainMap } from '../../src/cam/explain-map.js';
import type { CamMethod } from '../../src/cam/cam-method.js';
import { layerOf, type LoadedScene, type Networks } from './cases.js';
import { Network, type ModelFile, type Scorer } from './network.js';

const REPEATS = 9;

/** In units of a plain forward pass. */
export interface LayerTiming {
  readonly layer: string;
  readonly channels: number;
  readonly trunk: number;
  readonly head: number;
  /** A map of every method, from A and g. */
  readonly maps: ReadonlyMap<string, number>;
}

export interface Timing {
  /** Milliseconds of a plain forward pass. */
  readonly forward: number;
  readonly layers: readonly LayerTiming[];
  /** Forward and backward to the input. */
  readonly atInput: number;
  /** One of the activations in a batch through the default layer's head without gradients. */
  readonly scored: number;
}

/** Each part on its own, as the worker runs it: one layer a pair of graphs. Medians. */
export async function timeLayers(
  file: ModelFile,
  layers: readonly string[],
  { input }: LoadedScene,
  { atInput, scorer }: Networks,
): Promise<Timing> {
  const results: LayerTiming[] = [];
  const forwards: number[] = [];
  for (const layer of layers) {
    const network = await Network.open(file, [layer]);
    const carried = await network.trunk(input);
    const tensors = layerOf(await network.head(carried, 0), layer);
    // Taken in turn, so that whatever else the machine does slows all of them alike.
    const rounds = Array.from({ length: REPEATS }, () => [
      () => network.logits(input),
      () => network.trunk(input),
      () => network.head(carried, 0),
    ]);
    const times: number[][] = [];
    for (const parts of rounds) times.push(await timeEach(parts));
    const [forward, trunk, head] = [0, 1, 2].map((part) => median(times.map((round) => round[part])));
    forwards.push(forward);
    const maps = new Map<string, number>();
    const direct: readonly CamMethod[] = Object.values(CAM_METHODS);
    for (const method of direct.filter(({ needs, at }) => needs !== 'channel-scores' && at === 'layer')) {
      const runs = Array.from({ length: REPEATS }, () => () => explainMap(method, tensors));
      maps.set(method.name, median(await timeEach(runs)) / forward);
    }
    results.push({ layer, channels: tensors.channels, trunk: trunk / forward, head: head / forward, maps });
  }
  const forward = median(forwards);
  const whole = await timeEach(
    Array.from({ length: REPEATS }, () => () => atInput.trunk(input).then((x) => atInput.head(x, 0))),
  );
  const batches = scorer ? await timeBatches(scorer, file, input) : [NaN];
  return {
    forward,
    layers: results,
    atInput: median(whole) / forward,
    scored: median(batches) / forward / (scorer?.batch ?? 1),
  };
}

async function timeBatches(scorer: Scorer, file: ModelFile, input: Float32Array): Promise<number[]> {
  const network = await Network.open(file, [file.defaultLayer]);
  const { activations } = layerOf(await network.head(await network.trunk(input), 0), file.defaultLayer);
  const rows = Array.from({ length: scorer.batch }, () => activations);
  return timeEach(Array.from({ length: REPEATS }, () => () => scorer.logits(rows)));
}

async function timeEach(parts: readonly (() => unknown)[]): Promise<number[]> {
  const times: number[] = [];
  for (const part of parts) {
    const start = performance.now();
    await part();
    times.push(performance.now() - start);
  }
  return times;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
