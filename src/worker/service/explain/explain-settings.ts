import { SaliencyError } from '../../../errors.js';
import type { CamMethod } from '../../../cam/cam-method.js';
import { camMethod } from '../../../cam/cam-methods.js';
import { checkChannels, isRanked } from '../../../cam/channel-choice.js';
import { FUSIONS, type FusionName } from '../../../cam/fuse-maps.js';
import { SMOOTHING_DEFAULTS } from '../../../cam/smoothing-defaults.js';
import type { ExplainOptions } from '../../explanation.js';
import type { LayerInfo } from '../../model-info.js';
import { isCells } from './chosen-region.js';
import type { Average } from './map-steps.js';
import type { NoiseSettings } from './noisy-samples.js';
import type { OpenModel } from '../models/open-model.js';

/** Each costs a run of the whole network: a larger number is a slip. */
const MOST_SAMPLES = 10_000;

export interface SmoothingSettings extends NoiseSettings {
  readonly average: Average;
}

/** @throws SaliencyError `bad-option` for a name that is not a method's, and where there are no options at all */
export function chosenMethod(options: Pick<ExplainOptions, 'method'> | undefined): CamMethod {
  if (options) return camMethod(options.method);
  throw new SaliencyError('bad-option', 'There are no options; give at least { method, targetClass }.');
}

type LayerOptions = Pick<ExplainOptions, 'layer' | 'layers' | 'channels' | 'region'>;

/**
 * The layers that a question is about.
 *
 * @throws SaliencyError `bad-option` for a layer that the model does not have, that the method cannot explain, or
 * for a selection that means nothing there
 */
export function chosenLayers(
  method: CamMethod,
  options: LayerOptions,
  model: OpenModel,
): readonly LayerInfo[] {
  const chosen = method.at === 'input' ? [model.inputLayer] : namedLayers(method, options, model);
  if (method.head === 'pooled-linear') chosen.forEach(({ name }) => model.requirePooledLinear(name));
  if (chosen.length > 1) checkShared(options);
  const { channels } = options;
  if (channels !== undefined) chosen.forEach((layer) => checkChannels(channels, layer.channels));
  return chosen;
}

/**
 * A layer that is listed twice counts once, and an empty list as if left out. Numbers of feature maps and cells are those of
 * one layer: a question that has them is about the default one.
 */
function namedLayers(
  { fuses }: CamMethod,
  { layer, layers = [], channels, region }: LayerOptions,
  model: OpenModel,
): readonly LayerInfo[] {
  if (!Array.isArray(layers) || !layers.every((name) => typeof name === 'string')) {
    throw new SaliencyError('bad-option', `layers is ${String(layers)}; give a list of names of layers.`);
  }
  if (layers.length === 0) {
    const isOfOne = (channels && !isRanked(channels)) || (region && isCells(region));
    return layer === undefined && fuses && !isOfOne ? model.defaultLayers : [model.layer(layer)];
  }
  return [...new Set(layers.map((name) => model.layer(name)))];
}

/** @throws SaliencyError `bad-option` for a selection that means something else in every layer */
function checkShared({ channels, region }: Pick<ExplainOptions, 'channels' | 'region'>): void {
  if (channels && !isRanked(channels)) {
    throw new SaliencyError(
      'bad-option',
      'Channel numbers mean other feature maps in every layer; with several layers choose { strongest: k }.',
    );
  }
  if (region && isCells(region)) {
    throw new SaliencyError(
      'bad-option',
      'Every layer has its own cells; with several layers give the region as a rectangle in pixels of the image.',
    );
  }
}

/** @throws SaliencyError `bad-option` for a name that is not a fusion's */
export function chosenFusion(
  { fusion }: ExplainOptions,
  { defaultFusion }: Pick<OpenModel, 'defaultFusion'>,
): FusionName {
  return known('fusion', fusion ?? defaultFusion, FUSIONS);
}

/**
 * How a question is smoothed; undefined where it is not.
 *
 * @param range span of the input's values, which the noise is a fraction of
 * @throws SaliencyError `bad-option` for numbers out of range, and derivatives that the method does not have
 */
export function chosenSmoothing(
  method: CamMethod,
  options: ExplainOptions,
  range: number,
): SmoothingSettings | undefined {
  const { samples = SMOOTHING_DEFAULTS.samples, noise = SMOOTHING_DEFAULTS.noise, seed = 0 } = options;
  if (!Number.isInteger(samples) || samples < 1 || samples > MOST_SAMPLES)
    throw outOfRange('samples', samples, `a whole number from 1 to ${MOST_SAMPLES}`);
  if (!(Number.isFinite(noise) && noise >= 0 && noise <= 1))
    throw outOfRange('noise', noise, "a fraction of the input's range, from 0 to 1");
  if (!Number.isSafeInteger(seed)) throw outOfRange('seed', seed, 'a whole number');
  if (!method.smoothed && options.samples === undefined) return undefined;
  return { samples, seed, sigma: noise * range, average: chosenAverage(method, options) };
}

function chosenAverage(method: CamMethod, { average }: ExplainOptions): Average {
  const standard =
    method.smoothed || (method.pixelwise && method.needs === 'gradients') ? 'derivatives' : 'maps';
  const chosen = known('average', average ?? standard, { derivatives: true, maps: true });
  if (chosen === 'maps' || method.needs === 'gradients') return chosen;
  throw new SaliencyError(
    'bad-option',
    `${method.name} has no derivatives to average; leave out \`average\`, or choose "maps".`,
  );
}

function outOfRange(option: string, value: unknown, wanted: string): SaliencyError {
  return new SaliencyError('bad-option', `${option} is ${String(value)}; give ${wanted}.`);
}

function known<Name extends string>(
  option: string,
  name: Name,
  table: Readonly<Record<Name, unknown>>,
): Name {
  if (Object.hasOwn(table, name)) return name;
  throw new SaliencyError(
    'bad-option',
    `There is no ${option} "${String(name)}"; choose one of ${Object.keys(table).join(', ')}.`,
  );
}
