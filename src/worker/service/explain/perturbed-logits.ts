import { pause } from '../jobs/job.js';
import type { Carried } from '../models/score-batches.js';
import type { LayerRuns } from './layer-runs.js';
import type { RunContext, Sample } from './sample.js';

/** Logits of the runs of some channels. */
export type LogitsStep = readonly { readonly channel: number; readonly logits: Float32Array }[];

/** Of logits alone and in a batch, as a fraction of the largest: kernels differ by much less. */
const BATCH_TOLERANCE = 1e-3;

/** A perturbation of each channel: what it is called in the cache, and what the trunk would hand over. */
interface Perturbation {
  readonly key: (channel: number) => string;
  readonly carried: (channel: number) => Promise<Carried>;
}

/** Logits with one channel of the layer set to zero, for each of `channels`; the head alone runs, in batches. */
export async function* ablatedLogits(
  runs: LayerRuns,
  sample: Sample,
  channels: readonly number[],
  context: RunContext,
): AsyncGenerator<LogitsStep> {
  const [values, ...sides] = await carriedValues(runs, sample, context);
  const maps = runs.toMaps(values);
  const cells = maps.length / runs.channels;
  yield* batches(runs, sample, channels, context, {
    key: (channel) => `without ${channel}`,
    carried: (channel) =>
      Promise.resolve([
        runs.fromMaps(maps.slice().fill(0, channel * cells, (channel + 1) * cells), values),
        ...sides,
      ]),
  });
}

/** Logits of inputs of which each belongs to a channel; trunk and head run for each, the head in batches. */
export async function* maskedLogits(
  runs: LayerRuns,
  sample: Sample,
  channels: readonly number[],
  masked: (channel: number) => Float32Array,
  context: RunContext,
): AsyncGenerator<LogitsStep> {
  yield* batches(runs, sample, channels, context, {
    key: (channel) => `through ${channel}`,
    carried: async (channel) => {
      const tensors = await runs.runTrunk(masked(channel), sample.shape, context);
      try {
        return await runs.download(tensors, context);
      } finally {
        runs.graphs.engine.dispose(tensors);
      }
    },
  });
}

function carriedValues(runs: LayerRuns, sample: Sample, context: RunContext): Promise<Carried> {
  return runs.withTrunk(sample, context, (tensors) => runs.download(tensors, context));
}

async function* batches(
  runs: LayerRuns,
  sample: Sample,
  channels: readonly number[],
  context: RunContext,
  perturbation: Perturbation,
): AsyncGenerator<LogitsStep> {
  const { scores } = runs.graphs;
  await checkBatch(runs, sample, context);
  try {
    for (let start = 0; start < channels.length; start += scores.batch) {
      const chunk = channels.slice(start, start + scores.batch);
      yield await logitsOf(runs, sample, chunk, context, perturbation);
    }
  } finally {
    scores.rest();
  }
}

async function logitsOf(
  runs: LayerRuns,
  sample: Sample,
  channels: readonly number[],
  context: RunContext,
  { key, carried }: Perturbation,
): Promise<LogitsStep> {
  const { logits } = runs.results;
  const found = new Map<number, Float32Array>();
  const unknown: number[] = [];
  for (const channel of channels) {
    const known = logits.get(sample, key(channel));
    if (known) found.set(channel, known);
    else unknown.push(channel);
  }
  for (const [i, values] of (await runScores(runs, unknown, carried, context)).entries()) {
    found.set(unknown[i], values);
    logits.set(sample, values, values.byteLength, key(unknown[i]));
  }
  return channels.map((channel) => ({ channel, logits: found.get(channel)! }));
}

async function runScores(
  runs: LayerRuns,
  channels: readonly number[],
  carried: Perturbation['carried'],
  { work, meter, onStep }: RunContext,
): Promise<Float32Array[]> {
  if (channels.length === 0) return [];
  const images: Carried[] = [];
  for (const channel of channels) images.push(await carried(channel));
  await pause(work);
  onStep('head');
  return meter.run('head', () => runs.graphs.scores.run(images, work));
}

/**
 * Some models mix the images of a batch, or hold a batch of one for granted: the image among others must score
 * what it scores alone. Once for a layer; a model that fails goes on image by image.
 */
async function checkBatch(runs: LayerRuns, sample: Sample, context: RunContext): Promise<void> {
  const { scores } = runs.graphs;
  if (scores.isChecked || scores.batch === 1) return;
  const alone = runs.results.logits.get(sample);
  if (!alone) return;
  const image = await carriedValues(runs, sample, context);
  const [values, ...sides] = image;
  const others = Array.from({ length: scores.batch - 1 }, (): Carried => [
    values.map((v) => v / 2),
    ...sides.map((side) => (side instanceof Float32Array ? side.map((v) => v / 2) : side)),
  ]);
  await pause(context.work);
  const [among] = await context.meter.run('head', () => scores.run([image, ...others], context.work));
  const size = alone.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  if (alone.some((value, i) => !(Math.abs(value - among[i]) < BATCH_TOLERANCE * size))) scores.useSingles();
  scores.isChecked = true;
}
