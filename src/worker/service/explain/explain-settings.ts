import { SaliencyError } from '../../../errors.js';
import type { CamMethod } from '../../../cam/cam-method.js';
import { isRanked } from '../../../cam/channel-choice.js';
import { FUSIONS, type FusionName } from '../../../cam/fuse-maps.js';
import type { ExplainOptions } from '../../explanation.js';
import type { LayerInfo } from '../../model-info.js';
import type { Average } from './map-steps.js';
import type { NoiseSettings } from './noisy-samples.js';
import type { OpenModel } from '../models/open-model.js';

/** Of Smooth Grad-CAM++'s paper (arXiv 1908.01224). */
export const DEFAULT_SAMPLES = 5;
/** Measured on the held-out scenes (docs/evaluation.md): the paper's 0.2, and 0.1 too, lose the objects. */
export const DEFAULT_NOISE = 0.02;

/** Each costs a run of the whole network: a larger number is a slip. */
const MOST_SAMPLES = 10_000;

export interface SmoothingSettings extends NoiseSettings {
  readonly average: Average;
}

/**
 * The layers that a question is about.
 *
 * @throws SaliencyError `bad-option` for a layer that the model does not have, that the method cannot explain, or
 * for a selection that means nothing at several layers at once
 */
export function chosenLayers(
  method: CamMethod,
  { layer, layers = [], channels, region }: ExplainOptions,
  model: OpenModel,
): readonly LayerInfo[] {
  if (method.at === 'input') return [model.inputLayer];
  const chosen = layers.length > 0 ? layers.map((name) => model.layer(name)) : [model.layer(layer)];
  if (method.head === 'pooled-linear') chosen.forEach(({ name }) => model.requirePooledLinear(name));
  if (chosen.length === 1) return chosen;
  if (channels && !isRanked(channels)) {
    throw new SaliencyError(
      'bad-option',
      'Channel numbers mean other feature maps in every layer; with several layers choose { strongest: k }.',
    );
  }
  if (region && !('width' in region)) {
    throw new SaliencyError(
      'bad-option',
      'Every layer has its own cells; with several layers give the region as a rectangle in pixels of the image.',
    );
  }
  return chosen;
}

/** @throws SaliencyError `bad-option` for a name that is no fusion */
export function chosenFusion({ fusion = 'mean' }: ExplainOptions): FusionName {
  return known('fusion', fusion, FUSIONS);
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
  if (!method.smoothed && options.samples === undefined) return undefined;
  const { samples = DEFAULT_SAMPLES, noise = DEFAULT_NOISE, seed = 0 } = options;
  return {
    samples: checkSamples(samples),
    sigma: finite('noise', noise, 0) * range,
    seed: finite('seed', seed, -Infinity),
    average: chosenAverage(method, options),
  };
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

function checkSamples(samples: number): number {
  if (Number.isInteger(samples) && samples >= 1 && samples <= MOST_SAMPLES) return samples;
  throw new SaliencyError(
    'bad-option',
    `samples is ${samples}; give a whole number from 1 to ${MOST_SAMPLES}.`,
  );
}

function known<Name extends string>(
  option: string,
  name: Name,
  table: Readonly<Record<Name, unknown>>,
): Name {
  if (Object.hasOwn(table, name)) return name;
  throw new SaliencyError(
    'bad-option',
    `There is no ${option} "${name}"; choose one of ${Object.keys(table).join(', ')}.`,
  );
}

function finite(name: string, value: number, minimum: number): number {
  if (Number.isFinite(value) && value >= minimum) return value;
  throw new SaliencyError('bad-option', `${name} is ${value}; give a number from ${minimum}.`);
}
