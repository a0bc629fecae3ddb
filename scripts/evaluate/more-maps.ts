import { CAM_METHODS } from '../../src/cam/cam-methods.js';
import type { CamMethod } from '../../src/cam/cam-method.js';
import { rankChannels } from '../../src/cam/channel-ranking.js';
import { ablatedActivations, scoreCamMask } from '../../src/cam/channel-scores.js';
import { explainMap } from '../../src/cam/explain-map.js';
import type { CamMap, ChannelScores, DerivativeMeans, LayerTensors } from '../../src/cam/layer-tensors.js';
import { resizeArea } from '../../src/cam/resize-area.js';
import { fromPlanes, toPlanes } from '../../src/pixels/planes.js';
import type { LoadedScene } from './cases.js';
import type { Network, Scorer } from './network.js';

/** Pixels of the input that make one cell of the maps at the input, across and down. */
export const INPUT_STEP = 8;

const all: readonly CamMethod[] = Object.values(CAM_METHODS);
export const INPUT_METHODS = all.filter(({ at }) => at === 'input');
export const PERTURBATIONS = all.filter(({ needs }) => needs === 'channel-scores');

/** Logits of one scene with each channel changed; they hold for every class. */
export interface Perturbed {
  readonly method: CamMethod;
  readonly channels: readonly number[];
  readonly logits: readonly Float32Array[];
}

/**
 * Runs the methods by perturbation as the worker does, but that Ablation-CAM takes the channels with the largest
 * activations where there are more of them than it tries: those of the class differ between classes.
 */
export async function perturb(
  loaded: LoadedScene,
  tensors: LayerTensors,
  network: Network,
  scorer: Scorer,
): Promise<readonly Perturbed[]> {
  const results: Perturbed[] = [];
  for (const method of PERTURBATIONS) {
    const { changes, strongest, merit } = method.perturbs!;
    const channels = rankChannels(tensors, strongest, changes === 'activations' ? 'mass' : merit);
    const logits =
      changes === 'activations'
        ? await ablate(tensors, channels, scorer)
        : await mask(loaded, tensors, channels, network);
    results.push({ method, channels, logits });
  }
  return results;
}

async function ablate(
  tensors: LayerTensors,
  channels: readonly number[],
  scorer: Scorer,
): Promise<Float32Array[]> {
  const logits: Float32Array[] = [];
  for (let start = 0; start < channels.length; start += scorer.batch) {
    const rows = channels
      .slice(start, start + scorer.batch)
      .map((channel) => ablatedActivations(tensors, channel));
    logits.push(...(await scorer.logits(rows)));
  }
  return logits;
}

async function mask(
  { input }: LoadedScene,
  tensors: LayerTensors,
  channels: readonly number[],
  network: Network,
): Promise<Float32Array[]> {
  const spec = network.file.card.input;
  const planes = toPlanes(input, spec);
  const logits: Float32Array[] = [];
  for (const channel of channels) {
    const { data } = scoreCamMask(tensors, channel, spec.width, spec.height);
    const masked = planes.map((value, i) => value * data[i % data.length]);
    logits.push(await network.logits(fromPlanes(masked, spec)));
  }
  return logits;
}

export function perturbedMap(
  { method, channels, logits }: Perturbed,
  tensors: LayerTensors,
  clean: Float32Array,
  classIndex: number,
): CamMap {
  const scores = logits.map((row) => row[classIndex]);
  const channelScores: ChannelScores = { score: clean[classIndex], channels, scores };
  return explainMap(method, { ...tensors, channelScores }).map;
}

/** Maps of the methods at the input, averaged over squares of {@link INPUT_STEP} pixels. */
export function inputMaps(
  tensors: LayerTensors,
  derivatives: DerivativeMeans | undefined,
): readonly (readonly [string, CamMap])[] {
  return INPUT_METHODS.map((method) => {
    const { map } = explainMap(method, { ...tensors, derivatives });
    const [width, height] = [map.width, map.height].map((size) => Math.ceil(size / INPUT_STEP));
    return [method.name, resizeArea(map, width, height)] as const;
  });
}
