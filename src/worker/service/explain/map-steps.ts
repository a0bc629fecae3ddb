import { chooseChannels, type ChannelChoice } from '../../../cam/channel-choice.js';
import { scoreCamMask } from '../../../cam/channel-scores.js';
import { createDerivativeMean } from '../../../cam/derivative-mean.js';
import type { CamMap, LayerTensors } from '../../../cam/layer-tensors.js';
import { createMapMean } from '../../../cam/map-mean.js';
import { channelMerit, standardChannels } from '../../../cam/method-channels.js';
import type { Selection } from '../../../cam/selection.js';
import { fromPlanes, toPlanes } from '../../../pixels/planes.js';
import { ablatedLogits, maskedLogits, type LogitsStep } from './perturbed-logits.js';
import type { RunContext, Sample } from './sample.js';
import { gradientsAt, tensorsAt, type LayerScore } from './tensors-at.js';

/** What smoothing averages. */
export type Average = 'derivatives' | 'maps';

export interface Smoothing {
  readonly average: Average;
  readonly samples: readonly Sample[];
}

/** What is to be known of one class's score at one layer. */
export interface LayerQuestion extends LayerScore {
  readonly clean: Sample;
  readonly channels: ChannelChoice | undefined;
  readonly region: Uint8Array | undefined;
  readonly smoothing: Smoothing | undefined;
  /** Who runs step `loaded` of `total`. */
  readonly context: (total: number, loaded?: number) => RunContext;
}

/** A map before its ReLU that is the better the more steps are done. */
export interface MapStep {
  readonly raw: CamMap;
  readonly done: number;
  readonly total: number;
}

interface TensorStep {
  readonly tensors: LayerTensors;
  readonly done: number;
  readonly total: number;
}

/** The maps of a question, each better than the one before; the last one is the answer. */
export async function* mapSteps(question: LayerQuestion): AsyncGenerator<MapStep> {
  const { clean, smoothing } = question;
  const tensors = await tensorsAt(question, clean, question.context(1));
  const selection = selectionOf(question, tensors);
  if (!smoothing) {
    for await (const step of scoredSteps(question, clean, tensors, selection))
      yield { ...step, raw: await drawMap(question, step.tensors, selection) };
    return;
  }
  const steps = smoothing.average === 'derivatives' ? derivativeSteps : averagedMaps;
  yield* steps(question, smoothing.samples, tensors, selection);
}

/** The gradients' means over more and more noisy inputs, with the activations of the clean one. */
async function* derivativeSteps(
  question: LayerQuestion,
  samples: readonly Sample[],
  clean: LayerTensors,
  selection: Selection,
): AsyncGenerator<MapStep> {
  const mean = createDerivativeMean();
  const total = samples.length;
  for (const [index, sample] of samples.entries()) {
    mean.add(await gradientsAt(question, sample, question.context(total, index)));
    const derivatives = mean.means();
    const tensors = { ...clean, gradients: Float32Array.from(derivatives.first), derivatives };
    yield { raw: await drawMap(question, tensors, selection), done: index + 1, total };
  }
}

/** The mean of the method's own maps over more and more noisy inputs. */
async function* averagedMaps(
  question: LayerQuestion,
  samples: readonly Sample[],
  _clean: LayerTensors,
  selection: Selection,
): AsyncGenerator<MapStep> {
  const mean = createMapMean();
  const total = samples.length;
  for (const [index, sample] of samples.entries()) {
    const tensors = await tensorsAt(question, sample, question.context(total, index));
    let noisy = tensors;
    for await (const step of scoredSteps(question, sample, tensors, selection)) noisy = step.tensors;
    mean.add(await drawMap(question, noisy, selection));
    yield { raw: mean.mean(), done: index + 1, total };
  }
}

function drawMap(
  { method, context }: LayerQuestion,
  tensors: LayerTensors,
  selection: Selection,
): Promise<CamMap> {
  return context(1).meter.time('map', () => method.map(tensors, selection));
}

/** The channels are chosen once, on the clean image, so that all samples are about the same ones. */
function selectionOf({ method, channels, region }: LayerQuestion, tensors: LayerTensors): Selection {
  const choice = channels ?? standardChannels(method);
  return choice ? { channels: chooseChannels(choice, tensors, channelMerit(method)), region } : { region };
}

/** A method by perturbation gets the scores of more and more of its channels; any other one is ready as it is. */
async function* scoredSteps(
  question: LayerQuestion,
  sample: Sample,
  tensors: LayerTensors,
  { channels = [] }: Selection,
): AsyncGenerator<TensorStep> {
  const { method, runs, classIndex, versus } = question;
  if (!method.perturbs) {
    yield { tensors, done: 1, total: 1 };
    return;
  }
  const scoreOf = (logits: Float32Array): number =>
    logits[classIndex] - (versus === undefined ? 0 : logits[versus]);
  const context = question.context(channels.length);
  const { logits } = await runs.scoreGradients(sample, classIndex, context, versus);
  const tried: number[] = [];
  const scores: number[] = [];
  for await (const step of perturbedLogits(question, sample, tensors, channels)) {
    for (const { channel, logits: found } of step) {
      tried.push(channel);
      scores.push(scoreOf(found));
    }
    const channelScores = { score: scoreOf(logits), channels: [...tried], scores: [...scores] };
    yield { tensors: { ...tensors, channelScores }, done: tried.length, total: channels.length };
  }
  if (tried.length > 0) return;
  const channelScores = { score: scoreOf(logits), channels: [], scores: [] };
  yield { tensors: { ...tensors, channelScores }, done: 1, total: 1 };
}

function perturbedLogits(
  { method, runs, input, context }: LayerQuestion,
  sample: Sample,
  tensors: LayerTensors,
  channels: readonly number[],
): AsyncGenerator<LogitsStep> {
  const watch = context(channels.length);
  if (method.perturbs?.changes === 'activations') return ablatedLogits(runs, sample, channels, watch);
  const planes = toPlanes(sample.input(), input);
  const masked = (channel: number): Float32Array => {
    const { data: mask } = scoreCamMask(tensors, channel, input.width, input.height);
    return fromPlanes(
      planes.map((value, i) => value * mask[i % mask.length]),
      input,
    );
  };
  return maskedLogits(runs, sample, channels, masked, watch);
}
