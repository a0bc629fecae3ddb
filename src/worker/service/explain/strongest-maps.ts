import { SaliencyError } from '../../../errors.js';
import { finiteTensors } from '../../../cam/finite-tensors.js';
import type { LayerTensors } from '../../../cam/layer-tensors.js';
import type { FeatureMap, FeatureMaps, FeatureMapsOptions } from '../../feature-maps.js';
import type { ImageState } from '../images/image-state.js';
import { inputShape } from '../images/input-tensor.js';
import type { Job } from '../job.js';
import { chosenTarget, chosenVersus } from './chosen-class.js';
import { Meter } from './meter.js';
import type { OpenModel } from '../models/open-model.js';

export interface StrongestMapsRequest {
  readonly model: OpenModel;
  readonly image: ImageState;
  readonly options: FeatureMapsOptions;
  readonly job: Job;
}

/** sum(A g) of every channel: what it adds to the score if the rest of the network were linear. */
function contributions({ activations, gradients, channels, height, width }: LayerTensors): Float64Array {
  const cells = height * width;
  return Float64Array.from({ length: channels }, (_, channel) => {
    let sum = 0;
    for (let i = channel * cells; i < (channel + 1) * cells; i++) sum += activations[i] * gradients[i];
    return sum;
  });
}

function strongest(raw: LayerTensors, count: number): FeatureMap[] {
  const tensors = finiteTensors(raw);
  const added = contributions(tensors);
  const total = added.reduce((sum, value) => sum + Math.abs(value), 0);
  const cells = tensors.height * tensors.width;
  return [...added.keys()]
    .sort((a, b) => Math.abs(added[b]) - Math.abs(added[a]) || a - b)
    .slice(0, count)
    .map((channel) => ({
      channel,
      contribution: added[channel],
      share: total === 0 ? 0 : Math.abs(added[channel]) / total,
      map: tensors.activations.slice(channel * cells, (channel + 1) * cells),
    }));
}

/**
 * The feature maps of a layer that say most about a class, best first. Runs what an explanation of the same image,
 * class and layer runs: nothing, once there was one.
 *
 * @throws SaliencyError `bad-option`, `aborted`, `device-lost`, `out-of-memory`
 */
export async function strongestMaps({
  model,
  image,
  options,
  job,
}: StrongestMapsRequest): Promise<FeatureMaps> {
  const { card } = model;
  const { count } = options;
  if (!Number.isInteger(count) || count < 1)
    throw new SaliencyError('bad-option', `count is ${count}; give a whole number from 1.`);
  const layer = model.layer(options.layer);
  const classes = { labels: card.labels, count: model.classes };
  const target = chosenTarget(options.targetClass, classes);
  const versus = chosenVersus(options.versus, classes);
  const tensor = await image.tensor(card.input);
  const sample = { key: image.id, input: () => tensor, shape: inputShape(card.input) };
  const context = { job, meter: new Meter(), onStep: () => undefined };
  return model.withRuns(layer.name, async (runs) => {
    const { gradients, classIndex } = await runs.scoreGradients(sample, target, context, versus);
    const activations = await runs.activations(sample, context);
    const { name, channels, height, width } = layer;
    const maps = strongest({ activations, gradients, channels, height, width }, count);
    return { layer: name, classIndex, channels, height, width, maps };
  });
}
