import { SaliencyError } from '../../../errors.js';
import { contributionOf, rankChannels } from '../../../cam/channel-ranking.js';
import { finiteTensors } from '../../../cam/finite-tensors.js';
import type { LayerTensors } from '../../../cam/layer-tensors.js';
import { channelMerit } from '../../../cam/method-channels.js';
import type { FeatureMap, FeatureMaps, FeatureMapsOptions } from '../../feature-maps.js';
import type { ImageState } from '../images/image-state.js';
import { inputShape } from '../../../pixels/input-tensor.js';
import type { Work } from '../jobs/job.js';
import { chosenTarget, chosenVersus } from './chosen-class.js';
import { chosenLayers, chosenMethod } from './explain-settings.js';
import { Meter } from './meter.js';
import { tensorsAt } from './tensors-at.js';
import type { OpenModel } from '../models/open-model.js';

export interface StrongestMapsRequest {
  readonly model: OpenModel;
  readonly image: ImageState;
  readonly options: FeatureMapsOptions;
  readonly work: Work;
}

/** The first `count` of a ranking. */
function listed(tensors: LayerTensors, ranking: readonly number[], count: number): FeatureMap[] {
  const cells = tensors.height * tensors.width;
  const added = ranking.map((channel) => contributionOf(tensors, channel * cells, (channel + 1) * cells));
  const total = added.reduce((sum, contribution) => sum + Math.abs(contribution), 0);
  return ranking.slice(0, count).map((channel, i) => ({
    channel,
    contribution: added[i],
    share: total === 0 ? 0 : Math.abs(added[i]) / total,
    map: tensors.activations.slice(channel * cells, (channel + 1) * cells),
  }));
}

/**
 * The feature maps of a layer, the strongest for a method and a class first. Runs what an explanation of the same
 * image, class and layer runs: nothing, once there was one.
 *
 * @throws SaliencyError `bad-option`, `aborted`, `device-lost`, `out-of-memory`
 */
export async function strongestMaps({
  model,
  image,
  options,
  work,
}: StrongestMapsRequest): Promise<FeatureMaps> {
  const method = chosenMethod(options);
  const { count, layer: name } = options;
  if (!Number.isInteger(count) || count < 1)
    throw new SaliencyError('bad-option', `count is ${count}; give a whole number from 1.`);
  const [layer] = chosenLayers(method, { layer: name }, model);
  const { classes } = model;
  const target = chosenTarget(options.targetClass, classes);
  const versus = chosenVersus(options.versus, classes);
  const { input } = model.card;
  const tensor = await image.tensor(input);
  const sample = {
    key: image.key,
    image: image.key,
    input: () => tensor,
    shape: inputShape(input),
  };
  const context = { work, meter: new Meter(), onStep: () => undefined };
  return model.withRuns(layer.name, async (runs) => {
    const { classIndex } = await runs.scoreGradients(sample, target, context, versus);
    const score = { method, layer, runs, classIndex, versus, input };
    const tensors = finiteTensors(await tensorsAt(score, sample, context));
    const { channels, height, width } = tensors;
    const ranking = rankChannels(tensors, channels, channelMerit(method));
    const maps = listed(tensors, ranking, count);
    return { layer: layer.name, classIndex, channels, height, width, ranking, maps };
  });
}
